// Keys for normalized caches. All types without a key here are embedded in their parents, such as the metrics of a post.
// This includes ReferencedPost and LostPost, whose `id` is the id of another object.

interface KeyFields {
  readonly id?: unknown
  readonly mediaKey?: unknown
  readonly user?: unknown
}

const byId = ({ id }: KeyFields): unknown => id
const byMediaKey = ({ mediaKey }: KeyFields): unknown => mediaKey

const KEYS: Readonly<Record<string, (fields: KeyFields) => unknown>> = {
  Post: byId,
  User: byId,
  Photo: byMediaKey,
  Video: byMediaKey,
  AnimatedGif: byMediaKey,
  Account: ({ user }) => (user as KeyFields | undefined)?.id,
}

export const keyedTypes = Object.keys(KEYS)

/** The cache key of an object; undefined for embedded types. */
export const cacheKey = (typename: string | undefined, object: object): string | undefined => {
  const key = KEYS[typename ?? '']?.(object)
  return typeof key === 'string' ? key : undefined
}
