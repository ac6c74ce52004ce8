// The store of public posts and their authors that processes share: text in Redis, by id.

import type { SharedCache } from '../infra/shared-cache.ts'
import { coversFieldSet, type FieldSet } from '../plan/field-set.ts'
import type { Plan } from '../plan/plan.ts'
import { type Related, relatedTo } from '../x/related.ts'
import type { Media, Place, Poll, Tweet, User } from '../x/types.ts'
import type { FoundPost } from './result.ts'

export interface SharedPosts {
  /** Finds the posts that are fresh and cover the field set. */
  find(ids: readonly string[], fieldSet: FieldSet): Promise<ReadonlyMap<string, SharedPost>>
  keep(posts: readonly FoundPost[], at: number): void
  authorsOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>>
  keepAuthors(authors: ReadonlyMap<string, string>): void
}

export interface SharedPost {
  readonly post: FoundPost
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
  Object.fromEntries(LISTS.map((list) => [list, new Set(text[list])])) as unknown as Plan

const write = ({ tweet, fieldSet }: FoundPost, own: Related, at: number): string =>
  JSON.stringify({
    at,
    tweet,
    tweets: [...own.tweets.values()],
    users: [...own.users.values()],
    named: [...own.usersByName.values()],
    media: [...own.media.values()],
    polls: [...own.polls.values()],
    places: [...own.places.values()],
    plan: textOf(fieldSet.plan),
    ...(fieldSet.included && { included: textOf(fieldSet.included) }),
    expansions: [...fieldSet.expansions],
  } satisfies Kept)

const byId = <T extends { readonly id: string }>(items: readonly T[]): ReadonlyMap<string, T> =>
  new Map(items.map((item) => [item.id, item]))

const read = (text: string): SharedPost => {
  const kept = JSON.parse(text) as Kept
  return {
    at: kept.at,
    bytes: text.length,
    post: {
      kind: 'post',
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
      fieldSet: {
        plan: planOf(kept.plan),
        included: kept.included && planOf(kept.included),
        expansions: new Set(kept.expansions) as FieldSet['expansions'],
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
  find: async (ids, fieldSet) => {
    const found = new Map<string, SharedPost>()
    const texts = await cache.getMany(ids.map(nameOf))
    for (const [index, id] of ids.entries()) {
      const text = texts[index]
      if (text === undefined) continue
      const shared = read(text)
      if (now() - shared.at < publicMs && coversFieldSet(shared.post.fieldSet, fieldSet)) {
        found.set(id, shared)
      }
    }
    return found
  },
  keep: (posts, at) => {
    if (posts.length === 0) return
    const texts = new Map<string, string>()
    for (const post of posts) {
      const own = relatedTo(post.tweet, post.related)
      // The reasons why X did not include a referenced post or user are not shared.
      if (own.missing.size + own.missingUsers.size > 0) continue
      try {
        texts.set(nameOf(post.tweet.id), write(post, own, at))
      } catch {
        // Fields of X that nobody reads may be nested too deep to be serialized. The post stays in this process.
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
