// The store of public posts and their authors that processes share: text in Redis, by id.

import type { SharedCache } from '../infra/shared-cache.ts'
import { coversFieldSet, type FieldSet } from '../plan/field-set.ts'
import type { Plan } from '../plan/plan.ts'
import type { Expansion } from '../x/fields.ts'
import { type Related, relatedTo } from '../x/related.ts'
import type { Media, Place, Poll, Tweet, User } from '../x/types.ts'
import type { FoundPost } from './result.ts'

export interface SharedPosts {
  /** Finds the posts that are fresh and cover the field set. */
  find(ids: readonly string[], fieldSet: FieldSet): Promise<ReadonlyMap<string, SharedPost>>
  store(posts: readonly FoundPost[], at: number): void
  authorsOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>>
  storeAuthors(authors: ReadonlyMap<string, string>): void
}

export interface SharedPost {
  readonly post: FoundPost
  readonly at: number
  readonly bytes: number
}

/** The lists of a plan, without the referenced posts. */
type PlanText = {
  readonly [K in Exclude<keyof Plan, 'referenced'>]: Plan[K] extends ReadonlySet<infer Name>
    ? readonly Name[]
    : never
}

interface StoredPost {
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
  readonly expansions: readonly Expansion[]
}

/** The author of a post never changes. */
const AUTHOR_TTL_MS = 30 * 86_400_000

const textOf = (plan: Plan): PlanText => ({
  tweet: [...plan.tweet],
  media: [...plan.media],
  user: [...plan.user],
  poll: [...plan.poll],
  place: [...plan.place],
  expansions: [...plan.expansions],
})

const planOf = (text: PlanText): Plan => ({
  tweet: new Set(text.tweet),
  media: new Set(text.media),
  user: new Set(text.user),
  poll: new Set(text.poll),
  place: new Set(text.place),
  expansions: new Set(text.expansions),
})

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
  } satisfies StoredPost)

const byId = <T extends { readonly id: string }>(items: readonly T[]): ReadonlyMap<string, T> =>
  new Map(items.map((item) => [item.id, item]))

const read = (text: string): SharedPost => {
  const stored: StoredPost = JSON.parse(text)
  const { at, tweet, media, plan, included, expansions } = stored
  const users = [...stored.users, ...stored.named]
  const post: FoundPost = {
    kind: 'post',
    at,
    tweet,
    related: {
      tweets: byId(stored.tweets),
      users: byId(users),
      usersByName: new Map(users.map((user) => [(user.username ?? '').toLowerCase(), user])),
      media: new Map(media.map((medium) => [medium.media_key, medium])),
      polls: byId(stored.polls),
      places: byId(stored.places),
      missing: new Map(),
      missingUsers: new Map(),
    },
    fieldSet: {
      plan: planOf(plan),
      included: included && planOf(included),
      expansions: new Set(expansions),
    },
    refusals: new Map(),
  }
  return { at, bytes: text.length, post }
}

const postKey = (id: string): string => `post:${id}`
const authorKey = (id: string): string => `author:${id}`

export const createSharedPosts = (
  cache: SharedCache,
  { publicMs, now }: { readonly publicMs: number; readonly now: () => number },
): SharedPosts => ({
  find: async (ids, fieldSet) => {
    const found = new Map<string, SharedPost>()
    const texts = await cache.getMany(ids.map(postKey))
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
  store: (posts, at) => {
    if (posts.length === 0) return
    const texts = new Map<string, string>()
    for (const post of posts) {
      const own = relatedTo(post.tweet, post.related)
      // The reasons why X did not include a referenced post or user are not shared.
      if (own.missing.size + own.missingUsers.size > 0) continue
      try {
        texts.set(postKey(post.tweet.id), write(post, own, at))
      } catch {
        // Unknown fields from X may be nested too deeply to be serialized. Such a post is not shared.
      }
    }
    cache.setMany(texts, publicMs)
  },
  authorsOf: async (ids) => {
    const authors = await cache.getMany(ids.map(authorKey))
    return new Map(
      ids.flatMap((id, index): [string, string][] => {
        const author = authors[index]
        return author === undefined ? [] : [[id, author]]
      }),
    )
  },
  storeAuthors: (authors) => {
    cache.setMany(
      new Map([...authors].map(([id, author]) => [authorKey(id), author])),
      AUTHOR_TTL_MS,
    )
  },
})
