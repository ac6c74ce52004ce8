// The asks themselves: calls of up to a hundred posts with one credential, and what each brought.

import { type Account, ReconnectNeeded } from '../auth/accounts.ts'
import type { CredentialSource } from '../auth/credentials.ts'
import { GatewayError } from '../errors.ts'
import {
  type Ask,
  askFor,
  type Plan,
  privateGroupsOf,
  union,
  withoutPrivate,
  withoutPromoted,
  withoutReferenced,
} from '../plan.ts'
import type { XClient } from '../x/client.ts'
import { DEFAULT_TWEET_FIELDS, MOST_IDS } from '../x/fields.ts'
import { type Joined, join, type Refusal, type Refusals, type Related } from '../x/join.ts'
import type { Envelope, Tweet } from '../x/types.ts'
import type { Facts } from './facts.ts'

/** A post with what came with it. */
export interface LoadedPost {
  readonly tweet: Tweet
  readonly related: Related
  /** What was asked for, and so may be read. */
  readonly held: Plan
  /** The same for the posts that it refers to; none when they did not come along. */
  readonly included: Plan | undefined
  readonly refusals: Refusals
}

export type Loaded = LoadedPost | GatewayError

export interface Reading {
  readonly posts: number
  readonly users: number
}

export interface AskOptions {
  readonly client: XClient
  /** Who asks what everybody may see. */
  readonly open: () => Promise<CredentialSource>
  /** Whose private numbers may be seen; found out when some are wanted. */
  readonly accounts: () => Promise<readonly Account[]>
  readonly facts: Facts
  readonly privateMaxAgeDays: number
  readonly now: () => number
  /** Told of every request that is sent to X. */
  readonly onSend: () => void
  /** Told of what came back. */
  readonly onRead: (reading: Reading) => void
}

export interface Asker {
  open(ids: readonly string[]): Promise<void>
  /** Gives the ids that X dropped for their private fields. */
  owned(account: Account, ids: readonly string[]): Promise<readonly string[]>
}

export const createAsker = (
  plans: ReadonlyMap<string, Plan>,
  loaded: Map<string, Loaded>,
  options: AskOptions,
): Asker => {
  const { facts } = options
  const planOfId = (id: string): Plan => plans.get(id) ?? union([])
  /** What X said of posts that it dropped; they are asked again without those fields. */
  const earlier = new Map<string, Refusals>()

  /** One call for up to a hundred ids, its failure theirs alone. */
  const call = async (
    source: () => Promise<CredentialSource>,
    ids: readonly string[],
    asked: Ask,
  ): Promise<readonly string[]> => {
    let envelope: Envelope
    try {
      const asking = { as: await source(), onSend: options.onSend }
      envelope = await options.client.lookup(asking, ids, parameters(asked))
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error
      const reconnect = error instanceof ReconnectNeeded && privateGroupsOf(asked.plan).length > 0
      return ids.filter((id) => (reconnect ? disconnect(id) : fail(id, error)))
    }
    options.onRead({
      posts: envelope.data?.length ?? 0,
      users: envelope.includes?.users?.length ?? 0,
    })
    return keep(join(envelope, ids), ids, asked)
  }

  const refusedFor = (id: string, refusal: Refusal): Refusals =>
    new Map(privateGroupsOf(planOfId(id)).map((group) => [group, refusal]))

  /** What an open ask has brought already stays, with why there is no more. */
  const refuse = (id: string, refusal: Refusal): boolean => {
    const before = loaded.get(id)
    if (before === undefined || before instanceof GatewayError) return false
    loaded.set(id, { ...before, refusals: refusedFor(id, refusal) })
    return true
  }

  /** Never to be asked again. */
  const fail = (id: string, error: GatewayError): false => {
    if (!refuse(id, { reason: 'REFUSED', words: error.message })) loaded.set(id, error)
    return false
  }

  /** The account's tokens are dead: until it is connected again its posts are asked as anybody's. */
  const disconnect = (id: string): boolean => {
    const refusal: Refusal = { reason: 'RECONNECT_NEEDED' }
    if (refuse(id, refusal)) return false
    earlier.set(id, refusedFor(id, refusal))
    return true
  }

  const keep = ({ posts, related }: Joined, ids: readonly string[], asked: Ask): string[] => {
    const dropped: string[] = []
    for (const tweet of related.tweets.values()) remember(tweet)
    for (const id of ids) {
      const judged = posts.get(id)
      if (judged?.kind === 'post') {
        const { tweet, refusals } = judged
        remember(tweet)
        learn(id, refusals)
        loaded.set(id, {
          tweet,
          related,
          held: asked.plan,
          included: asked.included,
          refusals: new Map([...(earlier.get(id) ?? []), ...refusals]),
        })
      } else if (judged?.kind === 'dropped') {
        dropped.push(id)
        earlier.set(id, judged.refusals)
      } else if (judged?.kind === 'error') loaded.set(id, judged.error)
    }
    return dropped
  }

  const remember = ({ id, author_id }: Tweet): void => {
    if (author_id !== undefined) facts.rememberAuthor(id, author_id)
  }

  const learn = (id: string, refusals: Refusals): void => {
    for (const { reason } of refusals.values()) {
      if (reason === 'REPOST') facts.rememberRepost(id)
      if (reason === 'NOT_PROMOTED') facts.rememberUnpromoted(id)
    }
  }

  return {
    open: async (ids) => {
      // Fields are free; expansions bring objects that X bills, so only posts that want the same share a call.
      const groups = new Map<string, string[]>()
      for (const id of ids) {
        const key = [...askFor(withoutPrivate(planOfId(id))).expansions].sort().join()
        groups.set(key, [...(groups.get(key) ?? []), id])
      }
      await Promise.all(
        [...groups.values()].flatMap((group) => {
          const asked = askFor(withoutPrivate(union(group.map(planOfId))))
          return chunks(group).map((chunk) => call(options.open, chunk, asked))
        }),
      )
    },
    owned: async (account, ids) => {
      const wanted = withoutReferenced(union(ids.map(planOfId)))
      // Five refusals for each post that was never promoted: only when there may be one that was.
      const asked = askFor(ids.every(facts.isUnpromoted) ? withoutPromoted(wanted) : wanted)
      const calls = chunks(ids).map((chunk) => call(() => Promise.resolve(account), chunk, asked))
      return (await Promise.all(calls)).flat()
    },
  }
}

const chunks = <T>(items: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(items.length / MOST_IDS) }, (_, index) =>
    items.slice(index * MOST_IDS, (index + 1) * MOST_IDS),
  )

const parameters = ({ plan, expansions }: Ask) => ({
  tweet: [...plan.tweet].filter((name) => !DEFAULT_TWEET_FIELDS.includes(name)),
  media: [...plan.media],
  user: [...plan.user],
  poll: [...plan.poll],
  place: [...plan.place],
  expansions: [...expansions],
})
