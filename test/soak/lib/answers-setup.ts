// The setup of the response fuzz test: sandboxes with both behaviors of X, a mutating upstream, two gateways without caches,
// and lists of posts of every kind.

import { Pool } from 'undici'
import { createSandbox, type Sandbox, type WorldPost } from '../../../sandbox/index.ts'
import { type Gateway, startGateway } from '../../../src/app/gateway.ts'
import { readConfig } from '../../../src/config/index.ts'
import { silent } from '../../../src/telemetry/log.ts'
import { NOW } from '../../kit/sandbox/call.ts'
import {
  foreignPosts,
  oldPosts,
  ownPosts,
  postsOfAuthor,
  reposts,
} from '../../kit/sandbox/posts.ts'
import { createRandom, pick } from './answers-random.ts'
import { startUpstream, type Upstream } from './answers-upstream.ts'

type QueryFunction = (
  query: string,
  ids: readonly string[],
  token: string | undefined,
) => Promise<string>

export interface Setup extends AsyncDisposable {
  readonly sandboxes: readonly Sandbox[]
  readonly upstream: Upstream
  readonly lists: readonly (readonly string[])[]
  /** Unexpected errors within the gateway. */
  readonly internalErrors: unknown[]
  readonly query: QueryFunction
  /** Queries a reference gateway that gets only unchanged responses. */
  readonly queryReference: QueryFunction
  /** Advances the clock beyond all rate-limit windows. */
  passTime(): void
}

const UNLIMITED = { app: 1e9, user: 1e9 }
const LIMITS = { 'GET /2/tweets': UNLIMITED, 'GET /2/users/me': UNLIMITED }

export const CONCURRENCY = 8

const DEADLINE_MS = 3000
const WINDOW_MS = 15 * 60_000

export const createSetup = async (): Promise<Setup> => {
  let clock = NOW
  const now = (): number => clock
  const [world, classic] = await Promise.all([
    createSandbox({ now: () => NOW, limits: LIMITS, manners: 'current' }),
    createSandbox({ now: () => NOW, limits: LIMITS, manners: 'classic' }),
  ])
  const internalErrors: unknown[] = []
  const recordError = (error: unknown): void => {
    internalErrors.push(error)
  }
  const upstream = await startUpstream(world, recordError)
  const start = (): Promise<Gateway> =>
    startGateway({
      config: readConfig({
        PORT: '0',
        CACHE_TTL_SECONDS: '0',
        ARCHIVE: 'off',
        PRIVATE_CACHE_TTL_SECONDS: '0',
        COALESCE_WINDOW_MS: '0',
        STOP_TIMEOUT_MS: '0',
      }),
      sandbox: { url: upstream.url, credentials: world.credentials },
      operations: [],
      now,
      log: { ...silent, error: recordError },
    })
  const gateways = await Promise.all([start(), start()])
  const pools = gateways.map(({ url }) => new Pool(url, { connections: CONCURRENCY }))
  const [query, queryReference] = pools.map(createQuery) as [QueryFunction, QueryFunction]
  process.on('unhandledRejection', recordError)
  return {
    sandboxes: [world, classic],
    upstream,
    lists: createLists(world),
    internalErrors,
    passTime: () => {
      clock += WINDOW_MS
    },
    query,
    queryReference,
    [Symbol.asyncDispose]: async () => {
      process.off('unhandledRejection', recordError)
      for (const pool of pools) await pool.destroy()
      for (const gateway of gateways) await gateway.close()
      await upstream.close()
      await Promise.all([world.close(), classic.close()])
    },
  }
}

const createQuery =
  (pool: Pool): QueryFunction =>
  async (query, ids, token) => {
    const { statusCode, body } = await pool.request({
      method: 'POST',
      path: '/graphql',
      headers: {
        'content-type': 'application/json',
        ...(token !== undefined && { 'x-user-token': token }),
      },
      body: JSON.stringify({ query, variables: { ids } }),
      headersTimeout: DEADLINE_MS,
      bodyTimeout: DEADLINE_MS,
    })
    const text = await body.text()
    if (statusCode >= 500) throw new Error(`status ${statusCode}: ${text}`)
    return text
  }

const LISTS = 40
const MISSING = '1987654320000000001'

/** Mostly short lists of posts of all kinds, with snowflake ids only. */
const createLists = (world: Sandbox): readonly (readonly string[])[] => {
  const random = createRandom(1)
  const foreign = foreignPosts(world)
  const foreignWith = (has: (post: WorldPost) => boolean): WorldPost[] => foreign.filter(has)
  const pools = [
    ownPosts(world),
    oldPosts(world),
    reposts(world),
    foreign,
    postsOfAuthor(world, 'protected'),
    foreignWith(({ mediaKeys }) => mediaKeys.length > 0),
    foreignWith(({ pollIds }) => pollIds.length > 0),
    foreignWith(({ placeId }) => placeId !== undefined),
    foreignWith(({ references }) => references.length > 0),
    foreignWith(({ entities, annotations }) => entities !== undefined && annotations !== undefined),
  ]
    .map((posts) => posts.map(({ id }) => id).filter((id) => id.length > 15))
    .filter((ids) => ids.length > 0)
  return Array.from({ length: LISTS }, (_, index) => {
    const length = index === 0 ? 30 : 1 + random(4)
    const ids = Array.from({ length }, () => pick(random, pick(random, pools)))
    return [...new Set(index % 4 === 0 ? [...ids, MISSING] : ids)]
  })
}
