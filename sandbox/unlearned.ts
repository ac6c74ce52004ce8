// X changes its vocabulary: fields and expansions that it no longer knows.

import type { ListParameter } from './vocabulary.ts'

/** Fields and expansions that X has dropped, by the parameter that named them. */
export type Unlearned = ReadonlyMap<string, ReadonlySet<string>>

/** What a parameter accepts after X has dropped some of it. */
export const remaining = <T extends string>(
  name: string,
  parameter: ListParameter<T>,
  unlearned: Unlearned,
): ListParameter<T> => {
  const dropped = unlearned.get(name)
  if (dropped === undefined) return parameter
  return {
    accepted: new Map([...parameter.accepted].filter(([value]) => !dropped.has(value))),
    listed: parameter.listed.filter((value) => !dropped.has(value)),
  }
}
