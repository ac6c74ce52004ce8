// Public posts and their authors as processes share them: as text, by id.

import type { SharedCache } from '../infra/shared-cache.ts'
import type { Ask, Plan } from '../plan/plan.ts'
import { coversAsk, interned } from '../plan/plan.ts'
import { type Related, relatedTo } from '../x/join.ts'
import type { Media, Place, Poll, Tweet, User } from '../x/types.ts'
import type { LoadedPost } from './result.ts'

export interface SharedPosts {
  /** Those that are there, young enough, and cover what is asked. */
  find(ids: readonly string[], ask: Ask): Promise<ReadonlyMap<string, SharedPost>>
  keep(posts: readonly LoadedPost[], at: number): void
  authorsOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>>
  keepAuthors(authors: ReadonlyMap<string, string>): void
}

export interface SharedPost {
  readonly post: LoadedPost
  readonly at: number
  readonly bytes: number
}

type PlanText = { readonly [K in keyof Plan]: K extends 'referenced' ? never : readonly string[] }

interface Kept {
  readonly at: number
  readonly tweet: Tweet
  readonly tweets: readonly Tweet[]
  readonly users: readonly User[]
  readonly named: readonly User[]
  readonly media: readonly Media[]
  readonly polls: readonly Poll[]
  readonly places: readonly Place[]
  readonly plan: PlanText
  readonly included?: PlanText
  readonly expansions: readonly string[]
}

/** Who wrote a post never changes. */
const AUTHOR_LIFE_MS = 30 * 86_400_000

const LISTS = ['tweet', 'media', 'user', 'poll', 'place', 'expansions'] as const

const textOf = (plan: Plan): PlanText =>
  Object.fromEntries(LISTS.map((list) => [list, [...plan[list]]])) as unknown as PlanText

const planOf = (text: PlanText): Plan =>
  interned(Object.fromEntries(LISTS.map((list) => [list, new Set(text[list])])) as unknown as Plan)

const write = ({ tweet, asked }: LoadedPost, own: Related, at: number): string =>
  JSON.stringify({
    at,
    tweet,
    tweets: [...own.tweets.values()],
    users: [...own.users.values()],
    named: [...own.usersByName.values()],
    media: [...own.media.values()],
    polls: [...own.polls.values()],
    places: [...own.places.values()],
    plan: textOf(asked.plan),
    ...(asked.included && { included: textOf(asked.included) }),
    expansions: [...asked.expansions],
  } satisfies Kept)

const byId = <T extends { readonly id: string }>(items: readonly T[]): ReadonlyMap<string, T> =>
  new Map(items.map((item) => [item.id, item]))

const read = (text: string): SharedPost => {
  const kept = JSON.parse(text) as Kept
  return {
    at: kept.at,
    bytes: text.length,
    post: {
      at: kept.at,
      tweet: kept.tweet,
      related: {
        tweets: byId(kept.tweets),
        users: byId([...kept.users, ...kept.named]),
        usersByName: new Map(
          [...kept.users, ...kept.named].map((user) => [(user.username ?? '').toLowerCase(), user]),
        ),
        media: new Map(kept.media.map((media) => [media.media_key, media])),
        polls: byId(kept.polls),
        places: byId(kept.places),
        missing: new Map(),
        missingUsers: new Map(),
      },
      asked: {
        plan: planOf(kept.plan),
        included: kept.included && planOf(kept.included),
        expansions: new Set(kept.expansions) as Ask['expansions'],
      },
      refusals: new Map(),
    },
  }
}

const nameOf = (id: string): string => `post:${id}`
const authorOf = (id: string): string => `author:${id}`

export const createSharedPosts = (
  cache: SharedCache,
  { publicMs, now }: { readonly publicMs: number; readonly now: () => number },
): SharedPosts => ({
  find: async (ids, ask) => {
    const found = new Map<string, SharedPost>()
    const texts = await cache.getMany(ids.map(nameOf))
    for (const [index, id] of ids.entries()) {
      const text = texts[index]
      if (text === undefined) continue
      const shared = read(text)
      if (now() - shared.at < publicMs && coversAsk(shared.post.asked, ask)) found.set(id, shared)
    }
    return found
  },
  keep: (posts, at) => {
    if (posts.length === 0) return
    const texts = new Map<string, string>()
    for (const post of posts) {
      const own = relatedTo(post.tweet, post.related)
      // Why X did not give a post or a user that it refers to is not shared.
      if (own.missing.size + own.missingUsers.size > 0) continue
      try {
        texts.set(nameOf(post.tweet.id), write(post, own, at))
      } catch {
        // What X has sent and nobody reads may be nested deeper than can be written. It stays in this process.
      }
    }
    cache.setMany(texts, publicMs)
  },
  authorsOf: async (ids) => {
    const authors = await cache.getMany(ids.map(authorOf))
    return new Map(
      ids.flatMap((id, index): [string, string][] => {
        const author = authors[index]
        return author === undefined ? [] : [[id, author]]
      }),
    )
  },
  keepAuthors: (authors) => {
    cache.setMany(
      new Map([...authors].map(([id, author]) => [authorOf(id), author])),
      AUTHOR_LIFE_MS,
    )
  },
})
