// 10,000 posts, identical in every run: served by the upstream, and compared with the responses.

export interface MediaItem {
  readonly key: string
  readonly type: 'photo' | 'video'
}

export interface Post {
  readonly id: string
  readonly text: string
  readonly author: Author
  readonly createdAt: string
  readonly metrics: Readonly<Record<string, number>>
  readonly media: readonly MediaItem[]
}

export interface Author {
  readonly id: string
  readonly username: string
  readonly name: string
}

/** A seeded random number generator for [0, 1) (mulberry32). */
export const createRandom = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const POSTS = 10_000
const AUTHORS = 2_000
const FIRST_ID = 1_790_000_000_000_000_000n
const FIRST_TIME = Date.UTC(2024, 4, 13)

const WORDS =
  'the new release is out and numbers look better than we hoped for thanks to everybody who asked tested or wrote about it café 数字 🎉'.split(
    ' ',
  )

const METRICS = [
  ['retweet_count', 2_000],
  ['reply_count', 500],
  ['like_count', 20_000],
  ['quote_count', 300],
  ['bookmark_count', 900],
  ['impression_count', 3_000_000],
] as const

const createWorld = (): readonly Post[] => {
  const random = createRandom(1)
  const below = (limit: number): number => Math.floor(random() * limit)
  const authors = Array.from({ length: AUTHORS }, (_, index): Author => {
    const id = String(2_000_000_000 + index * 7919)
    return { id, username: `author_${index}`, name: `Author Nº ${index}` }
  })
  return Array.from({ length: POSTS }, (_, index): Post => {
    const words = Array.from({ length: 8 + below(28) }, () => WORDS[below(WORDS.length)])
    const author = authors[below(AUTHORS)]
    if (author === undefined) throw new Error('There are no authors.')
    return {
      id: String(FIRST_ID + BigInt(index) * 4_194_304_001n),
      text: words.join(' '),
      author,
      createdAt: new Date(FIRST_TIME + index * 60_000).toISOString(),
      metrics: Object.fromEntries(METRICS.map(([name, limit]) => [name, below(limit)])),
      media: mediaOf(index),
    }
  })
}

/** A quarter of the posts has no media, half of them have photos, and a quarter has a video. */
const mediaOf = (index: number): readonly MediaItem[] => {
  const number = 1_789_000_000_000_000_000n + BigInt(index) * 2n
  const photo = (offset: bigint): MediaItem => ({ key: `3_${number + offset}`, type: 'photo' })
  if (index % 4 === 0) return []
  if (index % 4 === 1) return [photo(0n)]
  if (index % 4 === 2) return [photo(0n), photo(1n)]
  return [{ key: `7_${number}`, type: 'video' }]
}

export const posts = createWorld()

export const ids = posts.map(({ id }) => id)

export const postsById: ReadonlyMap<string, Post> = new Map(posts.map((post) => [post.id, post]))
