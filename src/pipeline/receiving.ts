// What X has sent of posts, taken in: judged, paid for, learnt from, kept and told to others, whichever way it was asked.

import { type CredentialSource, PUBLIC } from '../auth/credentials.ts'
import { type ErrorCode, GatewayError } from '../infra/errors.ts'
import type { Ask } from '../plan/plan.ts'
import type { Looked } from '../x/client.ts'
import { createIncompleteness } from '../x/incomplete.ts'
import { join, type Related } from '../x/join.ts'
import type { Charge } from '../x/prices.ts'
import type { Refusals } from '../x/problems.ts'
import type { Tweet } from '../x/types.ts'
import type { Keeping } from './archiving.ts'
import type { Facts } from './facts.ts'
import type { Tally } from './operation.ts'
import type { Hit, PostCache } from './post-cache.ts'
import type { LoadedPost } from './result.ts'
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

export type Answers = ReadonlyMap<string, Answered>

/** What came of one call. */
export interface Received {
  readonly source: CredentialSource
  readonly ask: Ask
  /** What it was to bring. */
  readonly ids: readonly string[]
  readonly looked: Looked
  readonly charge: Charge
}

export interface Receiving {
  take(received: Received, tally: Tally): Answers
  /** A post that came another way, and what is to be known of it. */
  learn(post: LoadedPost): void
}

export interface ReceivingOptions {
  readonly cache: PostCache
  /** Between processes. */
  readonly shared: SharedPosts | undefined
  readonly facts: Facts
  /** Through time, if anything is. */
  readonly keeping: Pick<Keeping, 'take'> | undefined
  readonly now: () => number
}

/** Of one that was kept. */
export const answeredBy = ({ loaded }: Hit): Answered =>
  loaded instanceof GatewayError ? { kind: 'error', error: loaded } : { kind: 'post', post: loaded }

/** Not an outage: whoever could see the number may see it no more. */
export const WITHDRAWN: ReadonlySet<ErrorCode> = new Set([
  'CREDENTIALS_REJECTED',
  'ACCESS_LEVEL_TOO_LOW',
  'UNAUTHENTICATED',
])

/** An old number that says so, rather than none. */
export const failedBut = (
  error: GatewayError,
  old: Hit | undefined,
  { scope }: CredentialSource,
): Answered => {
  const withdrawn = scope !== PUBLIC && WITHDRAWN.has(error.code)
  return old === undefined || old.loaded instanceof GatewayError || withdrawn
    ? { kind: 'failed', error }
    : { kind: 'post', post: { ...old.loaded, staleFor: error } }
}

/** A parsed post takes some three times the room of its text; Maps, and what is written of it, come to that. */
export const bytesOf = (textBytes: number, posts: number): number =>
  Math.ceil((textBytes * 5) / Math.max(1, posts)) + 1000

export const createReceiving = (options: ReceivingOptions): Receiving => {
  const { cache, shared, facts, keeping, now } = options

  /** X sometimes leaves the author out, and authors never change. */
  const withAuthor = (tweet: Tweet): Tweet => {
    const author_id = tweet.author_id ?? facts.authorOf(tweet.id)
    return author_id === undefined || author_id === tweet.author_id
      ? tweet
      : { ...tweet, author_id }
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
    const whole = posts.filter((post) => post.incomplete === undefined && post.gaps === undefined)
    shared.keep(whole, at)
  }

  return {
    learn: ({ tweet, refusals }) => facts.learn(tweet, refusals),
    take: ({ source, ask, ids, looked, charge }, tally) => {
      const { envelope, bytes } = looked
      const at = now()
      tally.posts += charge.posts
      tally.usd += charge.usd
      const { judge, related } = join(envelope, ids)
      const incompletenessOf = createIncompleteness(envelope.errors)
      const answers = new Map<string, Answered>()
      const share = bytesOf(bytes, ids.length)
      for (const id of ids) {
        const each = judge(id)
        if (each.kind === 'post') {
          const { refusals } = each
          const incomplete = incompletenessOf(each.tweet)
          const tweet = withAuthor(each.tweet)
          const gaps = [...looked.gaps, ...each.gaps]
          const post: LoadedPost = {
            at,
            tweet,
            related,
            asked: ask,
            refusals,
            ...(gaps.length > 0 && { gaps }),
            ...(incomplete !== undefined && { incomplete }),
          }
          facts.learn(tweet, refusals)
          // The next answer may have all of it.
          if (incomplete === undefined) cache.keep(source.scope, id, post, at, share)
          answers.set(id, { kind: 'post', post })
        } else {
          if (each.kind === 'error') cache.keep(source.scope, id, each.error, at, 500)
          answers.set(id, each.kind === 'invalid' ? { kind: 'failed', error: each.error } : each)
        }
      }
      tell(source, answers, related, at)
      keeping?.take(source, tweetsIn(answers), related, at)
      return answers
    },
  }
}

const tweetsIn = (answers: Answers): readonly Tweet[] =>
  [...answers.values()].flatMap((each) => (each.kind === 'post' ? each.post.tweet : []))
