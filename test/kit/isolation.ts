// A fuzz test of the isolation of private data. Callers of all kinds query the same posts concurrently, through one shared
// HTTP cache, while accounts connect and disconnect, tokens expire, and users revoke the app's access. Every private metric
// identifies its owner, and every response is searched for metrics that its caller must not receive.

import { createSandbox, type Fault, type Manners, type Sandbox } from '../../sandbox/index.ts'
import { createRandom, type Random } from '../../sandbox/world/random.ts'
import {
  type Caller,
  createRights,
  createSession,
  createTokenHolder,
  type Session,
  THROUGH_PROXY,
} from './callers.ts'
import { createTestGateway, temporary } from './gateway.ts'
import { documentsOf, PRIVATE_PLACES, PROBE, PUBLIC } from './isolation-queries.ts'
import { createMarkedWorld } from './marked-world.ts'
import { startRedis } from './redis.ts'
import { DAY, NOW } from './sandbox/call.ts'
import { createSharedCache } from './shared-cache.ts'
import {
  connectedAccounts,
  metricOwners,
  requestFor,
  type Transport,
  type YogaTransport,
} from './transports.ts'

export interface Scenario {
  readonly manners: Manners
  readonly isKeyed: boolean
  readonly redis?: boolean
  readonly faults?: boolean
  /** @default a fixed seed */
  readonly seed?: number
  /** @default 12 */
  readonly steps?: number
  /** Requests per step, in two concurrent halves. @default 24 */
  readonly perStep?: number
}

export interface Outcome {
  /** Private data that a caller received or a cache could store by mistake. */
  readonly breaches: readonly string[]
  /** The number of private metrics that each caller received. */
  readonly seen: ReadonlyMap<string, number>
  readonly requests: number
  /** Responses that shared caches may store. */
  readonly storable: number
  readonly fromCache: number
  /** Responses with private metrics from the archive. */
  readonly fromArchive: number
  /** Credentials that X refused permanently. */
  readonly refused: number
}

const KEY = 'the key of this gateway, not to be guessed'
const SECRET = 'a secret that two gateways share and nobody else knows'
const TOKEN_LIFETIME_MS = 7_200_000

const ACCOUNTS = 6
/** Times between two steps: within both cache TTLs, one or none; the longest is the lifetime of a token. */
const STEPS_MS = [0, 0, 500, 5000, 20_000, 40_000, 70_000, TOKEN_LIFETIME_MS, TOKEN_LIFETIME_MS]
/** The time that passes after half of the steps: X then refuses private metrics of about half of the posts. */
const LONG_PAUSE_MS = 7 * DAY
/** The age of the newest posts at first. X serves private metrics for 90 days, so some become too old halfway. */
const AGE_MS = 76 * DAY
/** Steps between two revocations. Callers log in again halfway between them. */
const REVOCATION_INTERVAL = 4
/** The private cache TTL of 30 s, and the same time for stale values. */
const PRIVATE_CACHE_MS = 61_000
const PLENTY = { app: 1_000_000, user: 1_000_000 }

const WAYS: readonly (Transport | YogaTransport)[] = [
  ...(['post', 'get', 'get', 'hash'] as const),
  ...(['unknown parameter', 'empty variables', 'any application type'] as const),
  ...(['multipart', 'events', 'batch'] as const),
]

const FAULTS: readonly Fault[] = [
  { kind: 'reset' },
  { kind: 'delay', ms: 5, jitterMs: 5 },
  { kind: 'half-body' },
  { kind: 'html' },
  { kind: 'refuse', as: 'unavailable' },
  { kind: 'refuse', as: 'rate-limited', rateLimitHeaders: true },
  { kind: 'refuse', as: 'unauthorized' },
  { kind: 'hydration-failure', field: 'organic_metrics' },
]

/** Injects faults into one lookup in ten. */
const injectFaults = (x: Sandbox, random: Random): void => {
  for (const fault of FAULTS) {
    x.fault({
      ...fault,
      when: ({ path }) => path.endsWith('/tweets') && random.next() < 0.1 / FAULTS.length,
    })
  }
}

/** Runs all steps. The same seed gives the same sequence of requests. */
export const runIsolationFuzz = async ({
  manners,
  isKeyed,
  redis: isShared = false,
  faults = false,
  seed = 20_261_121,
  steps = 12,
  perStep = 24,
}: Scenario): Promise<Outcome> => {
  const random = createRandom(seed)
  const clock = { time: NOW }
  const now = (): number => clock.time
  const world = createMarkedWorld({ seed: 1, now: NOW - AGE_MS, accounts: ACCOUNTS, rounds: 2 })
  await using redis = isShared ? await startRedis() : undefined
  await using x = await createSandbox({
    seed: world,
    now,
    manners,
    limits: {
      'GET /2/tweets': PLENTY,
      'GET /2/users/:id/tweets': PLENTY,
      'GET /2/users/me': PLENTY,
    },
  })
  using directory = temporary()
  const start = () =>
    createTestGateway({
      on: x,
      asX: true,
      now,
      environment: {
        CACHE_TTL_SECONDS: '60',
        PRIVATE_CACHE_TTL_SECONDS: '30',
        DATA_DIR: directory.path,
        GATEWAY_SECRET: SECRET,
        ARCHIVE: 'on',
        ...(isKeyed && { GATEWAY_KEY: KEY }),
        ...(redis && { REDIS_URL: redis.url }),
      },
    })
  await using one = await start()
  await using other = await start()
  const gateways = [one.url, other.url]
  const cache = createSharedCache({ now, defaultLifetimeMs: 60_000 })

  const [owner = '', first = '', second = '', third = '', fourth = ''] = world.accounts
  const session = (name: string) => createSession(name, gateways, world.accounts)
  const sessions = [
    'with one account',
    'with two login methods',
    'with two accounts',
    'with the owner',
    'with changing accounts',
  ].map(session)
  const [oneAccount, twoMethods, twoAccounts, ownerSession] = sessions as [
    Session,
    Session,
    Session,
    Session,
  ]
  await Promise.all([
    oneAccount.logIn(first, 'oauth2'),
    twoMethods.logIn(first, 'oauth1').then(() => twoMethods.logIn(second, 'oauth2')),
    twoAccounts.logIn(second, 'oauth2').then(() => twoAccounts.logIn(third, 'oauth2')),
    ownerSession.logIn(owner, 'oauth2'),
  ])
  const key = { authorization: `Bearer ${KEY}` }
  const holders = [
    await createTokenHolder('with a token', x, first),
    await createTokenHolder('with another token', x, fourth),
  ]
  let refusedToken: string | undefined
  const withRefusedToken: Caller = {
    name: 'with a token that X refused',
    rights: createRights(),
    headers: () => ({ ...THROUGH_PROXY, ...(refusedToken && { 'x-user-token': refusedToken }) }),
  }
  const anonymous: Caller = {
    name: 'anonymous',
    rights: createRights(),
    headers: () => THROUGH_PROXY,
  }
  const callers: readonly Caller[] = [
    ...sessions,
    ...holders,
    withRefusedToken,
    { name: 'with the key', rights: createRights(owner), headers: () => (isKeyed ? key : {}) },
    anonymous,
    {
      name: 'another site with a session cookie',
      rights: createRights(),
      headers: () => ({ ...oneAccount.headers(), 'sec-fetch-site': 'cross-site' }),
    },
  ]
  if (faults) injectFaults(x, random)

  const documents = documentsOf(random, [owner, first])
  const ids = [...world.posts.keys()]
  const breaches = new Set<string>()
  const seen = new Map(callers.map(({ name }) => [name, 0]))
  const count = { requests: 0, storable: 0, fromCache: 0, fromArchive: 0, refused: 0 }

  const query = async (
    caller: Caller,
    document: string,
    requestedIds: readonly string[],
    way = random.pick(WAYS),
  ): Promise<void> => {
    const request = requestFor(way, caller.headers(), document, { ids: requestedIds })
    const connectedBefore = new Set(caller.rights.connected)
    const [response, rights] = await caller.rights.during(() =>
      cache.fetch(random.pick(gateways), request),
    )
    count.requests += 1
    if (response.fromCache) count.fromCache += 1
    if (response.text.includes('"asOf":"')) count.fromArchive += 1
    const reportBreach = (what: string): void => {
      const how = response.fromCache ? `${way}, from the shared cache` : way
      breaches.add(`${caller.name} (${how}): ${what}: ${document.replaceAll(/\s+/g, ' ')}`)
    }
    const numbers = metricOwners(world, response.text)
    seen.set(caller.name, (seen.get(caller.name) ?? 0) + numbers.length)
    for (const each of numbers) if (!rights.has(each)) reportBreach(`metrics of ${each}`)
    const accounts = connectedAccounts(response.text)
    for (const each of accounts) {
      if (!connectedBefore.has(each) && !caller.rights.connected.has(each))
        reportBreach(`account ${each}`)
    }
    const control = response.headers.get('cache-control')
    if (request.method !== 'GET' || control === 'no-store') return
    count.storable += 1
    if (PRIVATE_PLACES.test(response.text) || numbers.length + accounts.length > 0) {
      reportBreach(`is storable (${control})`)
    }
  }

  /** Whether every gateway has seen X refuse the credential. */
  const isRefused = async (
    headers: Readonly<Record<string, string>>,
    userId: string,
  ): Promise<boolean> => {
    const own = ids.filter((id) => world.posts.get(id)?.authorId === userId)
    const request = requestFor('post', headers, PROBE, { ids: own })
    for (const url of gateways) {
      const last = x.requests.at(-1)
      const response = await fetch(`${url}${request.path}`, request)
      const text = await response.text()
      const since = x.requests.slice(last === undefined ? 0 : x.requests.lastIndexOf(last) + 1)
      const isKnown = /RECONNECT_NEEDED|UNAUTHENTICATED/.test(text)
      if (!isKnown && since.every(({ status }) => status !== 401)) return false
    }
    return true
  }

  /** Revokes the app's access to a user for all sessions and tokens. */
  const revokeUser = async (userId: string): Promise<void> => {
    x.revoke(userId)
    clock.time += PRIVATE_CACHE_MS
    for (const { rights, headers } of [...sessions, ...holders]) {
      if (!rights.held.has(userId) || !(await isRefused(headers(), userId))) continue
      rights.refuse(userId)
      count.refused += 1
    }
  }

  /** Revokes one token of a user, whose other tokens stay valid. */
  const revokeToken = async (): Promise<void> => {
    const holder = random.pick(holders)
    const token = holder.token()
    await holder.change(random)
    clock.time += PRIVATE_CACHE_MS
    const headers = { ...THROUGH_PROXY, 'x-user-token': token }
    if (!(await isRefused(headers, holder.userId))) return
    refusedToken = token
    // The gateway still knows the token's user.
    withRefusedToken.rights.connected.clear()
    withRefusedToken.rights.connected.add(holder.userId)
    count.refused += 1
  }

  const logInAgain = async (): Promise<void> => {
    for (const { rights, logIn } of sessions) {
      for (const userId of rights.connected) {
        if (!rights.held.has(userId)) await logIn(userId, random.pick(['oauth1', 'oauth2']))
      }
    }
    for (const { rights, userId, change } of holders) {
      if (!rights.held.has(userId)) await change(random)
    }
  }

  for (let step = 0; step < steps; step++) {
    const later = step === Math.floor(steps / 2) ? LONG_PAUSE_MS : random.pick(STEPS_MS)
    clock.time += later
    if (step % REVOCATION_INTERVAL === 1) {
      await (random.next() < 0.6
        ? revokeUser(random.pick([owner, first, second, third, fourth]))
        : revokeToken())
    }
    if (step % REVOCATION_INTERVAL === 3) await logInAgain()
    // All callers query the same few posts and documents, so that responses and calls are shared.
    const hotIds = Array.from({ length: 14 }, () => random.pick(ids))
    const lists = Array.from({ length: 2 }, () =>
      hotIds.slice(random.between(0, 6), random.between(7, hotIds.length)),
    )
    const hotDocuments = [
      random.pick(documents),
      random.next() < 0.3 ? PUBLIC : random.pick(documents),
    ]
    // The first public query is stored by the shared cache, and the second is served from it.
    for (let time = 0; time < 2; time++) await query(anonymous, PUBLIC, lists[0] ?? ids, 'get')
    const queries = () =>
      Array.from({ length: perStep / 2 }, () =>
        query(random.pick(callers), random.pick(hotDocuments), random.pick(lists)),
      )
    // The gateway refreshes expired tokens of sessions; token holders replace their own.
    const changing = later >= TOKEN_LIFETIME_MS ? holders : [random.pick(callers)]
    await Promise.all([...queries(), ...changing.map((each) => each.change?.(random))])
    // Repeats the queries against filled caches.
    await Promise.all(queries())
  }
  return { breaches: [...breaches], seen, ...count }
}
