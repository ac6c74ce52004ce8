// What normalised caches keep things by. All else is a part of the thing that it is found in, as metrics are of their
// post: also ReferencedPost and LostPost, whose `id` is another's.

interface Kept {
  readonly id?: unknown
  readonly mediaKey?: unknown
  readonly user?: unknown
}

const byId = ({ id }: Kept): unknown => id
const byMediaKey = ({ mediaKey }: Kept): unknown => mediaKey

const KEYS: Readonly<Record<string, (kept: Kept) => unknown>> = {
  Post: byId,
  User: byId,
  Photo: byMediaKey,
  Video: byMediaKey,
  AnimatedGif: byMediaKey,
  Account: ({ user }) => (user as Kept | undefined)?.id,
}

export const keptByKey = Object.keys(KEYS)

/** Nothing for what is kept with its parent. */
export const keyOf = (typename: string | undefined, kept: object): string | undefined => {
  const key = KEYS[typename ?? '']?.(kept)
  return typeof key === 'string' ? key : undefined
}
