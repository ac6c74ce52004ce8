// Memoizes values, and pure functions of immutable objects by identity. An entry lives as long as its arguments.

export const memoizeByIdentity = <T extends object, R>(compute: (key: T) => R): ((key: T) => R) => {
  const results = new WeakMap<T, R>()
  return (key) => {
    const known = results.get(key)
    if (known !== undefined) return known
    const result = compute(key)
    results.set(key, result)
    return result
  }
}

export const memoizePair = <A extends object, B extends object, R>(
  compute: (one: A, other: B) => R,
): ((one: A, other: B) => R) => {
  const partial = memoizeByIdentity((one: A) =>
    memoizeByIdentity((other: B) => compute(one, other)),
  )
  return (one, other) => partial(one)(other)
}

/** Computes a value on first use, once. */
export const once = <T>(compute: () => T): (() => T) => {
  let result: { readonly value: T } | undefined
  return () => {
    result ??= { value: compute() }
    return result.value
  }
}
