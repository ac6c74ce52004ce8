// Keys for normalized caches. All types without a key here are embedded in their parents, such as the metrics of a post.

interface KeyFields {
  readonly id?: unknown
  readonly mediaKey?: unknown
}

const byId = ({ id }: KeyFields): unknown => id
const byMediaKey = ({ mediaKey }: KeyFields): unknown => mediaKey

const KEYS: Readonly<Record<string, (fields: KeyFields) => unknown>> = {
  Post: byId,
  User: byId,
  Photo: byMediaKey,
  Video: byMediaKey,
  AnimatedGif: byMediaKey,
  Account: byId,
}

export const keyedTypes = Object.keys(KEYS)

/** The cache key of an object; undefined for embedded types. */
export const cacheKey = (typename: string | undefined, object: object): string | undefined => {
  const key = KEYS[typename ?? '']?.(object)
  return typeof key === 'string' ? key : undefined
}
