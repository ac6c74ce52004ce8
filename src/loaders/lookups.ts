// What is asked of X, for all requests together: from the cache, with another request's call, or by one of its own.

import { type CredentialSource, PUBLIC } from '../auth/credentials.ts'
import { type ErrorCode, GatewayError } from '../errors.ts'
import type { Ask } from '../plan.ts'
import { remembered } from '../remembered.ts'
import type { XClient } from '../x/client.ts'
import { DEFAULT_TWEET_FIELDS } from '../x/fields.ts'
import { createIncompleteness } from '../x/incomplete.ts'
import { join, type Related } from '../x/join.ts'
import type { Bill } from '../x/prices.ts'
import type { Refusals } from '../x/problems.ts'
import { createCoalescer } from './coalesce.ts'
import type { Facts } from './facts.ts'
import type { LoadedPost } from './loaded.ts'
import { createOperation, type Operation } from './operation.ts'
import type { Hit, PostCache } from './post-cache.ts'
import type { SharedPosts } from './shared-posts.ts'

/** What became of one post that was asked for. */
export type Answered =
  | { readonly kind: 'post'; readonly post: LoadedPost }
  /** X left it out because of private fields; asked without them it may come. */
  | { readonly kind: 'dropped'; readonly refusals: Refusals }
  /** X has no such post, or does not show it. */
  | { readonly kind: 'error'; readonly error: GatewayError }
  /** The call failed, or what it brought of this post cannot be read. */
  | { readonly kind: 'failed'; readonly error: GatewayError }

export interface Lookups {
  load(
    source: CredentialSource,
    ids: readonly string[],
    ask: Ask,
    operation: Operation,
  ): Promise<ReadonlyMap<string, Answered>>
}

export interface LookupsOptions {
  readonly client: XClient
  readonly cache: PostCache
  /** Between processes. */
  readonly shared: SharedPosts | undefined
  readonly facts: Facts
  readonly bill: Bill
  readonly coalesceWindowMs: number
  readonly now: () => number
}

type Answers = ReadonlyMap<string, Answered>

/** A parsed post takes some three times the room of its text; Maps, and what is written of it, come to that. */
const bytesOf = (textBytes: number, posts: number): number =>
  Math.ceil((textBytes * 5) / Math.max(1, posts)) + 1000

export const createLookups = (options: LookupsOptions): Lookups => {
  const { client, cache, shared, facts, bill, now } = options

  const fly = async (
    source: CredentialSource,
    ids: readonly string[],
    ask: Ask,
    { tally, request, trace }: Operation,
  ): Promise<Answers> => {
    const asking = {
      as: source,
      request,
      trace,
      onSend: () => {
        tally.calls += 1
      },
    }
    const { envelope, bytes } = await client.lookup(asking, ids, parametersOf(ask))
    const at = now()
    const { posts, usd } = bill.charge(envelope)
    tally.posts += posts
    tally.usd += usd
    const { judge, related } = join(envelope, ids)
    const incompletenessOf = createIncompleteness(envelope.errors)
    const answers = new Map<string, Answered>()
    const share = bytesOf(bytes, ids.length)
    for (const id of ids) {
      const each = judge(id)
      if (each.kind === 'post') {
        const { tweet, refusals } = each
        const incomplete = incompletenessOf(tweet)
        const whole: LoadedPost = { tweet, related, asked: ask, refusals }
        const post = incomplete === undefined ? whole : { ...whole, incomplete }
        learn(post)
        // The next answer may have all of it.
        if (incomplete === undefined) cache.keep(source.scope, id, post, at, share)
        answers.set(id, { kind: 'post', post })
      } else {
        if (each.kind === 'error') cache.keep(source.scope, id, each.error, at, 500)
        answers.set(id, each.kind === 'invalid' ? { kind: 'failed', error: each.error } : each)
      }
    }
    tell(source, answers, related, at)
    return answers
  }

  const learn = ({ tweet, refusals }: LoadedPost): void => {
    if (tweet.author_id) facts.rememberAuthor(tweet.id, tweet.author_id)
    for (const { reason } of refusals.values()) {
      if (reason === 'REPOST') facts.rememberRepost(tweet.id)
      if (reason === 'NOT_PROMOTED') facts.rememberUnpromoted(tweet.id)
    }
  }

  /** Other processes, of what everybody may know. */
  const tell = (source: CredentialSource, answers: Answers, related: Related, at: number): void => {
    for (const { id, author_id } of related.tweets.values()) {
      if (author_id) facts.rememberAuthor(id, author_id)
    }
    if (shared === undefined) return
    const posts = [...answers.values()].flatMap((each) => (each.kind === 'post' ? each.post : []))
    const authors = new Map<string, string>()
    for (const { id, author_id } of [
      ...related.tweets.values(),
      ...posts.map(({ tweet }) => tweet),
    ]) {
      if (author_id) authors.set(id, author_id)
    }
    shared.keepAuthors(authors)
    if (source.scope !== PUBLIC || !cache.keeps(PUBLIC)) return
    const whole = posts.filter(({ incomplete }) => incomplete === undefined)
    shared.keep(whole, at)
  }

  const coalescer = createCoalescer({ windowMs: options.coalesceWindowMs, fly })

  /** From the caches: what is found there, and what is better than nothing. */
  const recall = async (
    source: CredentialSource,
    ids: readonly string[],
    ask: Ask,
    answers: Map<string, Answered>,
    { tally }: Operation,
  ): Promise<{ missing: readonly string[]; old: ReadonlyMap<string, Hit> }> => {
    const { scope } = source
    const old = new Map<string, Hit>()
    if (!cache.keeps(scope)) return { missing: ids, old }
    const missing: string[] = []
    const aging: string[] = []
    for (const id of ids) {
      const hit = cache.find(scope, id, ask)
      if (hit === undefined || hit.age === 'old') missing.push(id)
      else {
        answers.set(id, answeredBy(hit))
        tally.oldest = Math.min(tally.oldest, hit.at)
      }
      if (hit?.age === 'old') old.set(id, hit)
      if (hit?.age === 'aging') aging.push(id)
    }
    // At nobody's expense.
    if (aging.length > 0) coalescer.refresh(source, aging, ask, createOperation(0))
    if (shared === undefined || scope !== PUBLIC || missing.length === 0) return { missing, old }
    const found = await shared.find(missing, ask)
    for (const [id, { post, at, bytes }] of found) {
      learn(post)
      cache.keep(scope, id, post, at, bytesOf(bytes, 1))
      answers.set(id, { kind: 'post', post })
      tally.oldest = Math.min(tally.oldest, at)
    }
    return { missing: missing.filter((id) => !found.has(id)), old }
  }

  return {
    load: async (source, ids, ask, operation) => {
      const answers = new Map<string, Answered>()
      const { missing, old } = await recall(source, ids, ask, answers, operation)
      operation.tally.fromCache += answers.size
      if (missing.length === 0) return answers
      const flights = [...coalescer.load(source, missing, ask, operation)]
      const arrivals = await Promise.all(
        flights.map(([flight]) => operation.within(flight).catch(known)),
      )
      const [only] = arrivals
      // Nearly always there is one call, with all that is wanted.
      if (flights.length === 1 && answers.size + old.size === 0 && only instanceof Map) return only
      for (const [index, [, ids]] of flights.entries()) {
        const arrived = arrivals[index]
        for (const id of ids) {
          const answer: Answered | undefined =
            arrived instanceof GatewayError ? { kind: 'failed', error: arrived } : arrived?.get(id)
          if (answer?.kind === 'failed') answers.set(id, failed(answer.error, old.get(id), source))
          else if (answer !== undefined) answers.set(id, answer)
        }
      }
      return answers
    },
  }
}

/** Errors that are not ours end the request. */
const known = (error: unknown): GatewayError => {
  if (error instanceof GatewayError) return error
  throw error
}

const answeredBy = ({ loaded }: Hit): Answered =>
  loaded instanceof GatewayError ? { kind: 'error', error: loaded } : { kind: 'post', post: loaded }

/** Not an outage: whoever could see the number may see it no more. */
const WITHDRAWN: ReadonlySet<ErrorCode> = new Set(['CREDENTIALS_REJECTED', 'ACCESS_LEVEL_TOO_LOW'])

/** An old number that says so, rather than none. */
const failed = (
  error: GatewayError,
  old: Hit | undefined,
  { scope }: CredentialSource,
): Answered => {
  const withdrawn = scope !== PUBLIC && WITHDRAWN.has(error.code)
  return old === undefined || old.loaded instanceof GatewayError || withdrawn
    ? { kind: 'failed', error }
    : { kind: 'post', post: { ...old.loaded, staleFor: error } }
}

const parametersOf = remembered(({ plan, expansions }: Ask) => ({
  tweet: [...plan.tweet].filter((name) => !DEFAULT_TWEET_FIELDS.includes(name)),
  media: [...plan.media],
  user: [...plan.user],
  poll: [...plan.poll],
  place: [...plan.place],
  expansions: [...expansions],
}))
