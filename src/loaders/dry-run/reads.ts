// The posts and users that an operation reads at most, and what X bills for them.

import type { Pricing } from '../../pipeline/costs.ts'
import type { Facts } from '../../pipeline/facts.ts'
import type { Expansion } from '../../x/fields.ts'
import { type PostPrice, priceOf, usersPerPost } from '../../x/prices.ts'

export interface ReadsOptions {
  readonly pricing: Pick<Pricing, 'billsExpansions'> & {
    readonly billing: Pick<Pricing['billing'], 'isBilled'>
  }
  readonly facts: Pick<Facts, 'authorOf'>
}

/** Posts that are not known by id. */
export interface UnknownPosts {
  readonly count: number
  readonly expansions: ReadonlySet<Expansion>
  /** @default 'post' */
  readonly price?: PostPrice
}

export const createReads = ({ pricing: { billing, billsExpansions }, facts }: ReadsOptions) => {
  const reads = { posts: 0, users: 0, usd: 0 }
  const priced = { post: new Set<string>(), user: new Set<string>() }

  /** Zero if X has billed it today, or it has been added before. */
  const usdOf = (resource: 'post' | 'user', id: string): number => {
    if (priced[resource].has(id) || billing.isBilled(resource, id)) return 0
    priced[resource].add(id)
    return priceOf(resource)
  }

  const addUsers = (count: number, isBilled: boolean): void => {
    reads.users += count
    if (isBilled) reads.usd += count * priceOf('user')
  }

  /** Posts of one author bring one user per call, which is billed once. */
  const addAuthors = (ids: readonly string[], calls: number): void => {
    const known = ids.flatMap((id) => facts.authorOf(id) ?? [])
    const authors = new Set(known)
    addUsers(ids.length - known.length, billsExpansions)
    reads.users += Math.min(known.length, authors.size * calls)
    if (billsExpansions) for (const author of authors) reads.usd += usdOf('user', author)
  }

  return {
    reads,
    /** @param calls the calls that bring the posts */
    addPosts: (ids: readonly string[], expansions: ReadonlySet<Expansion>, calls: number): void => {
      reads.posts += ids.length
      for (const id of ids) reads.usd += usdOf('post', id)
      for (const expansion of expansions) {
        if (expansion === 'author_id') addAuthors(ids, calls)
        else addUsers(ids.length * usersPerPost(expansion), billsExpansions)
      }
    },
    addUnknownPosts: ({ count, expansions, price = 'post' }: UnknownPosts): void => {
      reads.posts += count
      reads.usd += count * priceOf(price)
      for (const expansion of expansions) addUsers(count * usersPerPost(expansion), billsExpansions)
    },
    /** Adds posts that are read a second time, which X does not bill. */
    addSecondReads: (count: number, expansions: ReadonlySet<Expansion>): void => {
      reads.posts += count
      for (const expansion of expansions) reads.users += count * usersPerPost(expansion)
    },
    addUser: (id: string): void => {
      reads.users += 1
      reads.usd += usdOf('user', id)
    },
    addUnknownUsers: (count: number): void => addUsers(count, true),
    /** Adds users that X did not send with the posts that mention them. They are counted as if it had. */
    addMissingMentions: (count: number): void => {
      if (!billsExpansions) reads.usd += count * priceOf('user')
    },
    /** Adds the author of timelines, who comes with each of their calls. */
    addTimelineAuthor: (userId: string | undefined, calls: number, timelines: number): void => {
      reads.users += calls * timelines
      if (!billsExpansions) return
      reads.usd += userId === undefined ? timelines * priceOf('user') : usdOf('user', userId)
    },
  }
}
