// Fuzzes the gateway with mutated X responses: its responses must contain only what X returned, or errors with a code. Some
// responses stay unchanged, to check that the gateway still works.

import { isDeepStrictEqual } from 'node:util'

import { mutate, mutateOnePost } from './answers-mutations.ts'
import {
  checkFormat,
  findInvented,
  type GatewayResponse,
  indexResponses,
  QUERIES,
} from './answers-questions.ts'
import { createRandom, pick, type Random } from './answers-random.ts'
import { CONCURRENCY, createSetup, type Setup } from './answers-setup.ts'
import type { Encounter } from './answers-upstream.ts'
import type { WireResponse } from './answers-wire.ts'

export interface FuzzOptions {
  readonly count: number
  readonly seed: number
  /** The number of the first trial. */
  readonly first?: number
}

export interface Verdict {
  readonly trials: number
  /** The number of X responses. */
  readonly answers: number
  /** The number of posts in the gateway's responses. */
  readonly posts: number
  /** The number of errors per code. */
  readonly codes: ReadonlyMap<string, number>
  /** The first failed trial. */
  readonly wrong: (Result & { readonly trial: number }) | undefined
}

interface Result {
  readonly faults: readonly string[]
  readonly query: string
  readonly given: readonly WireResponse[]
  readonly text: string
  readonly response: GatewayResponse
}

/** Every 200th trial is a control without mutations. */
const CONTROL_INTERVAL = 200

export const fuzzAnswers = async ({ count, seed, first = 0 }: FuzzOptions): Promise<Verdict> => {
  await using setup = await createSetup()
  const codes = new Map<string, number>()
  let answers = 0
  let posts = 0
  let wrong: Verdict['wrong']
  let next = first

  const runTrial = async (): Promise<void> => {
    const number = next
    next += 1
    const trial = createTrial(setup, seed, number)
    const run = number % CONTROL_INTERVAL === 0 ? runControl : runMutated
    const result = await run(setup, trial)
    answers += result.given.length
    posts += postsIn(result.response).filter((post) => post !== null).length
    for (const { extensions } of result.response.errors ?? []) {
      const code = extensions?.code ?? ''
      codes.set(code, (codes.get(code) ?? 0) + 1)
    }
    if (result.faults.length > 0) wrong ??= { trial: number, ...result }
  }
  const worker = async (): Promise<void> => {
    while (next < first + count && wrong === undefined) await runTrial()
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, worker))
  return { trials: next - first, answers, posts, codes, wrong }
}

interface Trial {
  readonly random: Random
  /** The index of the query. */
  readonly query: number
  readonly sandbox: Encounter['sandbox']
  /** The posts' ids in the sandbox. */
  readonly names: readonly string[]
  readonly ids: readonly string[]
  readonly newNames: boolean
  readonly token: string | undefined
}

/** Every trial replaces the low bits of the snowflake ids, below their timestamps, with unique values. */
const LOW_BITS = 22n
const MAX_IDS = 64

const createTrial = (setup: Setup, seed: number, number: number): Trial => {
  const random = createRandom(Math.imul(seed, 0x9e3779b1) ^ number)
  const names = pick(random, setup.lists)
  const ids = names.map((name, index) => {
    const low = BigInt.asUintN(22, BigInt(number * MAX_IDS + index))
    return String(((BigInt(name) >> LOW_BITS) << LOW_BITS) | low)
  })
  return {
    random,
    query: random(QUERIES.length),
    sandbox: pick(random, setup.sandboxes),
    names,
    ids,
    newNames: random(3) === 0,
    token: random(12) === 0 ? `token-${number}` : undefined,
  }
}

/** Sends the trial's query, and checks the response against everything that X returned. */
const runQuery = async (
  setup: Setup,
  send: Setup['query'],
  { query: index, sandbox, names, ids, newNames, token }: Trial,
  change: Encounter['change'],
): Promise<Result> => {
  const query = QUERIES[index] as string
  const sent: WireResponse[] = []
  const sandboxIds = new Map(ids.map((id, index) => [id, names[index] as string]))
  const remove = setup.upstream.register(
    { sandbox, ids: sandboxIds, newNames, change, sent },
    token,
  )
  let text = ''
  try {
    text = await send(query, ids, token)
    const response = JSON.parse(text) as GatewayResponse
    const faults = [...checkFormat(response, ids)]
    const bodies = sent.map(({ body }) => body)
    // Some objects come from background requests for ids in the trial's own responses.
    if (findInvented(response.data, indexResponses(bodies)).length > 0) {
      const known = indexResponses([...bodies, ...setup.upstream.background])
      faults.push(...findInvented(response.data, known))
    }
    for (const error of setup.internalErrors.splice(0)) {
      faults.push(error instanceof Error ? String(error.stack) : `internal error: ${String(error)}`)
    }
    const result = { faults, query, given: sent, text, response }
    if (isRateLimited(result)) setup.passTime()
    return result
  } catch (error) {
    return { faults: [String(error)], query, given: sent, text, response: {} }
  } finally {
    remove()
  }
}

/** Derives the random numbers from the request, so that they do not depend on the order of requests. */
const randomFor = (seed: number, key: string): Random => {
  let mixed = seed
  for (let index = 0; index < key.length; index++) {
    mixed = Math.imul(mixed ^ key.charCodeAt(index), 0x01000193)
  }
  return createRandom(mixed)
}

const runMutated = async (setup: Setup, trial: Trial): Promise<Result> => {
  const { random, query } = trial
  const seed = random(2 ** 31)
  if (random(4) === 0 && query < SINGLE_CALL_QUERIES) return runWithOneMutatedPost(setup, trial)
  return runQuery(setup, setup.query, trial, (response, key) => {
    const own = randomFor(seed, key)
    return own(4) === 0 ? response : mutate(own, response)
  })
}

/** The first queries, which need only one call to X. */
const SINGLE_CALL_QUERIES = 4

/** Checks that one malformed post does not affect the other posts of the response. */
const runWithOneMutatedPost = async (setup: Setup, trial: Trial): Promise<Result> => {
  const anonymous = { ...trial, token: undefined }
  let changedId: string | undefined
  let isDuplicate = false
  const result = await runQuery(setup, setup.query, anonymous, (response) => {
    if (changedId !== undefined || response.status !== 200) return response
    const mutation = mutateOnePost(trial.random, response)
    changedId = mutation.changedId
    isDuplicate = mutation.isDuplicate
    return mutation.response
  })
  if (isDuplicate || isRateLimited(result)) return result
  const expected = postsIn((await runReference(setup, trial)).response)
  const faults = postsIn(result.response).flatMap((post, index) => {
    const id = trial.ids[index]
    return id === changedId || isDeepStrictEqual(post, expected[index])
      ? []
      : [`${id} is affected by the mutation of ${changedId}: ${JSON.stringify(expected[index])}`]
  })
  return { ...result, faults: [...result.faults, ...faults] }
}

/** Compares unmutated responses with those of the reference gateway, after all rate-limit windows have reset. */
const runControl = async (setup: Setup, trial: Trial): Promise<Result> => {
  const anonymous = { ...trial, token: undefined }
  let result: Result
  let tries = 0
  do {
    setup.passTime()
    result = await runQuery(setup, setup.query, anonymous, (response) => response)
    tries += 1
    // Concurrent trials may exhaust the rate limit again.
  } while (isRateLimited(result) && tries < MAX_TRIES)
  const reference = await runReference(setup, trial)
  return isDeepStrictEqual(result.response.data, reference.response.data)
    ? result
    : { ...result, faults: [...result.faults, `the reference response is ${reference.text}`] }
}

const MAX_TRIES = 20

const runReference = (setup: Setup, trial: Trial): Promise<Result> =>
  runQuery(setup, setup.queryReference, { ...trial, token: undefined }, (response) => response)

const isRateLimited = ({ response }: Pick<Result, 'response'>): boolean =>
  response.errors?.some(({ extensions }) => extensions?.code === 'RATE_LIMITED') ?? false

const postsIn = ({ data }: GatewayResponse): readonly unknown[] =>
  Array.isArray(data?.posts) ? data.posts : []
