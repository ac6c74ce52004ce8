// Fields and expansions that X has removed from its API, so that requests that name them are rejected.

import type { ListParameter } from './vocabulary.ts'

/** The removed fields and expansions, by parameter. */
export type Unlearned = ReadonlyMap<string, ReadonlySet<string>>

/** The parameter without its removed values. */
export const remaining = <T extends string>(
  name: string,
  parameter: ListParameter<T>,
  unlearned: Unlearned,
): ListParameter<T> => {
  const removed = unlearned.get(name)
  if (removed === undefined) return parameter
  return {
    accepted: new Map([...parameter.accepted].filter(([value]) => !removed.has(value))),
    listed: parameter.listed.filter((value) => !removed.has(value)),
  }
}
