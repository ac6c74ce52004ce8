// What is asked of X, for all requests together: from the cache, with another request's call, or by one of its own.

import { type CredentialSource, PUBLIC } from '../auth/credentials.ts'
import { GatewayError } from '../infra/errors.ts'
import type { Ask } from '../plan/plan.ts'
import type { XClient } from '../x/client.ts'
import type { Bill } from '../x/prices.ts'
import { askingAs, parametersOf } from './asking.ts'
import { createCoalescer } from './coalesced.ts'
import { createOperation, type Operation } from './operation.ts'
import type { Hit, PostCache } from './post-cache.ts'
import type { PrivateAccess } from './private-access.ts'
import {
  type Answered,
  type Answers,
  answeredBy,
  bytesOf,
  failedBut,
  type Receiving,
} from './receiving.ts'
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
  readonly access: PrivateAccess
  /** Between processes. */
  readonly shared: SharedPosts | undefined
  readonly receiving: Receiving
  readonly bill: Bill
  readonly coalesceWindowMs: number
}

export const createLookups = (options: LookupsOptions): Lookups => {
  const { client, cache, access, shared, receiving, bill } = options

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

  const coalescer = createCoalescer({
    windowMs: options.coalesceWindowMs,
    generationOf: access.generation,
    fly,
  })

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
    if (!cache.keeps(scope) || !access.mayServe(source)) return { missing: ids, old }
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
      // It may have been refused meanwhile.
      const mayBeStale = access.mayServe(source)
      for (const [index, [, ids]] of flights.entries()) {
        const arrived = arrivals[index]
        for (const id of ids) {
          const answer: Answered | undefined =
            arrived instanceof GatewayError ? { kind: 'failed', error: arrived } : arrived?.get(id)
          if (answer?.kind === 'failed') {
            const hit = mayBeStale ? old.get(id) : undefined
            answers.set(id, failedBut(answer.error, hit, source))
          } else if (answer !== undefined) answers.set(id, answer)
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
