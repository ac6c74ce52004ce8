// What is asked of X, for all requests together: from the cache, with another request's call, or by one of its own.

import { type CredentialSource, PUBLIC } from '../auth/credentials.ts'
import { type ErrorCode, GatewayError } from '../errors.ts'
import type { Ask } from '../plan.ts'
import type { XClient } from '../x/client.ts'
import type { Bill } from '../x/prices.ts'
import { askingAs, parametersOf } from './asking.ts'
import { createCoalescer } from './coalesce.ts'
import { createOperation, type Operation } from './operation.ts'
import type { Hit, PostCache } from './post-cache.ts'
import { type Answered, type Answers, bytesOf, type Receiving } from './receiving.ts'
import type { SharedPosts } from './shared-posts.ts'

export interface Lookups {
  load(
    source: CredentialSource,
    ids: readonly string[],
    ask: Ask,
    operation: Operation,
  ): Promise<Answers>
}

export interface LookupsOptions {
  readonly client: XClient
  readonly cache: PostCache
  /** Between processes. */
  readonly shared: SharedPosts | undefined
  readonly receiving: Receiving
  readonly bill: Bill
  readonly coalesceWindowMs: number
}

export const createLookups = (options: LookupsOptions): Lookups => {
  const { client, cache, shared, receiving, bill } = options

  const fly = async (
    source: CredentialSource,
    ids: readonly string[],
    ask: Ask,
    operation: Operation,
  ): Promise<Answers> => {
    const looked = await client.lookup(askingAs(source, operation), ids, parametersOf(ask))
    const charge = bill.charge(looked.envelope)
    return receiving.take({ source, ask, ids, looked, charge }, operation.tally)
  }

  const coalescer = createCoalescer({ windowMs: options.coalesceWindowMs, fly })

  /** From the caches: what is found there, and what is better than nothing. */
  const recall = async (
    source: CredentialSource,
    ids: readonly string[],
    ask: Ask,
    answers: Map<string, Answered>,
    { tally, notBefore = 0 }: Operation,
  ): Promise<{ missing: readonly string[]; old: ReadonlyMap<string, Hit> }> => {
    const { scope } = source
    const old = new Map<string, Hit>()
    if (!cache.keeps(scope)) return { missing: ids, old }
    const missing: string[] = []
    const aging: string[] = []
    for (const id of ids) {
      const hit = cache.find(scope, id, ask)
      if (hit === undefined) missing.push(id)
      else if (hit.age === 'old' || hit.at < notBefore) {
        missing.push(id)
        old.set(id, hit)
      } else {
        answers.set(id, answeredBy(hit))
        tally.oldest = Math.min(tally.oldest, hit.at)
        if (hit.age === 'aging') aging.push(id)
      }
    }
    // At nobody's expense.
    if (aging.length > 0) coalescer.refresh(source, aging, ask, createOperation(0))
    if (shared === undefined || scope !== PUBLIC || missing.length === 0) return { missing, old }
    const found = await shared.find(missing, ask)
    for (const [id, { post, at, bytes }] of found) {
      if (at < notBefore) continue
      receiving.learn(post)
      cache.keep(scope, id, post, at, bytesOf(bytes, 1))
      answers.set(id, { kind: 'post', post })
      tally.oldest = Math.min(tally.oldest, at)
    }
    return { missing: missing.filter((id) => !answers.has(id)), old }
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
export const WITHDRAWN: ReadonlySet<ErrorCode> = new Set([
  'CREDENTIALS_REJECTED',
  'ACCESS_LEVEL_TOO_LOW',
  'UNAUTHENTICATED',
])

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
