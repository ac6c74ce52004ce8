// Functions of things that never change: computed once for each.

export const remembered = <T extends object, R>(compute: (key: T) => R): ((key: T) => R) => {
  const results = new WeakMap<T, R>()
  return (key) => {
    const before = results.get(key)
    if (before !== undefined) return before
    const result = compute(key)
    results.set(key, result)
    return result
  }
}
