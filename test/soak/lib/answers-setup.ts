// What the trial of answers takes place in: sandboxes of both manners, something between them and a gateway, the gateway
// with nothing kept, and lists of posts of every kind.

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
import { pick, randomOf } from './answers-random.ts'
import { startUpstream, type Upstream } from './answers-upstream.ts'

type Ask = (query: string, ids: readonly string[], token: string | undefined) => Promise<string>

export interface Setup extends AsyncDisposable {
  readonly sandboxes: readonly Sandbox[]
  readonly upstream: Upstream
  readonly lists: readonly (readonly string[])[]
  /** What should never be: errors that are not the gateway's own. */
  readonly inside: unknown[]
  readonly ask: Ask
  /** Of a gateway that only ever meets the truth. */
  readonly askSound: Ask
  /** Whatever windows X has spoken of are over. */
  passTime(): void
}

const PLENTY = { app: 1e9, user: 1e9 }
const LIMITS = { 'GET /2/tweets': PLENTY, 'GET /2/users/me': PLENTY }

export const AT_ONCE = 8

/** Nothing here waits for anything. */
const DEADLINE_MS = 3000
const WINDOW_MS = 15 * 60_000

export const setUp = async (): Promise<Setup> => {
  let clock = NOW
  const now = (): number => clock
  const [world, classic] = await Promise.all([
    createSandbox({ now: () => NOW, limits: LIMITS, manners: 'current' }),
    createSandbox({ now: () => NOW, limits: LIMITS, manners: 'classic' }),
  ])
  const inside: unknown[] = []
  const note = (error: unknown): void => {
    inside.push(error)
  }
  const upstream = await startUpstream(world, note)
  const start = (): Promise<Gateway> =>
    startGateway({
      config: readConfig({
        PORT: '0',
        CACHE_TTL_SECONDS: '0',
        // What X has said before is no answer here.
        ARCHIVE: 'off',
        PRIVATE_CACHE_TTL_SECONDS: '0',
        COALESCE_WINDOW_MS: '0',
        STOP_TIMEOUT_MS: '0',
      }),
      sandbox: { url: upstream.url, credentials: world.credentials },
      operations: [],
      now,
      log: { ...silent, error: note },
    })
  const gateways = await Promise.all([start(), start()])
  const pools = gateways.map(({ url }) => new Pool(url, { connections: AT_ONCE }))
  const [ask, askSound] = pools.map(askBy) as [Ask, Ask]
  process.on('unhandledRejection', note)
  return {
    sandboxes: [world, classic],
    upstream,
    lists: listsOf(world),
    inside,
    passTime: () => {
      clock += WINDOW_MS
    },
    ask,
    askSound,
    [Symbol.asyncDispose]: async () => {
      process.off('unhandledRejection', note)
      for (const pool of pools) await pool.destroy()
      for (const gateway of gateways) await gateway.close()
      await upstream.close()
      await Promise.all([world.close(), classic.close()])
    },
  }
}

const askBy =
  (pool: Pool): Ask =>
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

/** Short ones mostly, with something of everything; none of before ids had a time in them. */
const listsOf = (world: Sandbox): readonly (readonly string[])[] => {
  const random = randomOf(1)
  const foreign = foreignPosts(world)
  const having = (has: (post: WorldPost) => boolean): WorldPost[] => foreign.filter(has)
  const pools = [
    ownPosts(world),
    oldPosts(world),
    reposts(world),
    foreign,
    postsOfAuthor(world, 'protected'),
    having(({ mediaKeys }) => mediaKeys.length > 0),
    having(({ pollIds }) => pollIds.length > 0),
    having(({ placeId }) => placeId !== undefined),
    having(({ references }) => references.length > 0),
    having(({ entities, annotations }) => entities !== undefined && annotations !== undefined),
  ]
    .map((posts) => posts.map(({ id }) => id).filter((id) => id.length > 15))
    .filter((ids) => ids.length > 0)
  return Array.from({ length: LISTS }, (_, index) => {
    const length = index === 0 ? 30 : 1 + random(4)
    const ids = Array.from({ length }, () => pick(random, pick(random, pools)))
    return [...new Set(index % 4 === 0 ? [...ids, MISSING] : ids)]
  })
}
