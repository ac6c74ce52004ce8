// Fields and expansions that X has removed from its API, so that requests that name them are rejected.

import type { ListParameter } from './vocabulary.ts'

/** The removed fields and expansions, by parameter. */
export type Unlearned = ReadonlyMap<string, ReadonlySet<string>>

export interface UnlearnedNames {
  readonly names: Unlearned
  /** Removes a value of a parameter. Returns a function that adds it again. */
  unlearn(parameter: string, name: string): () => void
  clear(): void
}

export const createUnlearned = (): UnlearnedNames => {
  const names = new Map<string, Set<string>>()
  return {
    names,
    unlearn: (parameter, name) => {
      const removed = names.get(parameter) ?? new Set()
      names.set(parameter, removed.add(name))
      return () => removed.delete(name)
    },
    clear: () => names.clear(),
  }
}

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
