/** Memoizes a pure function of one immutable object, by the object's identity. */
export const memoizeByIdentity = <T extends object, R>(compute: (key: T) => R): ((key: T) => R) => {
  const results = new WeakMap<T, R>()
  return (key) => {
    const cached = results.get(key)
    if (cached !== undefined) return cached
    const result = compute(key)
    results.set(key, result)
    return result
  }
}
