// The fuzz test of private numbers. Every private number of its world carries its owner; callers of all kinds ask for the
// same posts at the same moments, through one shared cache, while accounts come and go, tokens end, and users take back
// the app's access. Every byte that a caller is sent is searched for numbers that are not its own.

import { createSandbox, type Fault, type Manners, type Sandbox } from '../../sandbox/index.ts'
import { createRandom, type Random } from '../../sandbox/world/random.ts'
import { accountsIn, numbersIn, type OddWay, requestFor, type Way } from './asking.ts'
import {
  type Caller,
  createRights,
  createSession,
  createTokenHolder,
  type Session,
  THROUGH_PROXY,
} from './callers.ts'
import { documentsOf, PRIVATE_PLACES, PROBE, PUBLIC } from './crossing-documents.ts'
import { createTestGateway, temporary } from './gateway.ts'
import { createMarkedWorld } from './marked-world.ts'
import { startRedis } from './redis.ts'
import { DAY, NOW } from './sandbox/call.ts'
import { createSharedCache } from './shared-cache.ts'

export interface Scenario {
  readonly manners: Manners
  readonly isKeyed: boolean
  readonly redis?: boolean
  readonly faults?: boolean
  /** @default the same for every run */
  readonly seed?: number
  /** @default 12 */
  readonly steps?: number
  /** Requests in each step, half of them at once. @default 24 */
  readonly perStep?: number
}

export interface Outcome {
  /** What was shown or stored and should not have been. */
  readonly breaches: readonly string[]
  /** How many private numbers each caller was shown. */
  readonly seen: ReadonlyMap<string, number>
  readonly requests: number
  /** Answers that shared caches may store. */
  readonly storable: number
  readonly fromCache: number
  /** Answers with private numbers of the archive. */
  readonly ofEarlier: number
  /** Credentials that X has refused for good. */
  readonly refused: number
}

const KEY = 'the key of this gateway, not to be guessed'
const SECRET = 'a secret that two gateways share and nobody else knows'
const TOKEN_LIFE_MS = 7_200_000

const ACCOUNTS = 6
/** Between two steps: both caches keep it, one, or none; and the last of them is a token's life. */
const STEPS_MS = [0, 0, 500, 5000, 20_000, 40_000, 70_000, TOKEN_LIFE_MS, TOKEN_LIFE_MS]
/** After half of them so much more: of about half of the posts private numbers are shown only if they are kept. */
const MUCH_LATER_MS = 7 * DAY
/** The age of the newest posts at first. X serves private numbers for 90 days, so some become too old half way. */
const AGE_MS = 76 * DAY
/** How many steps lie between two revocations; those who lost an account log in again half way. */
const REVOKED_EVERY = 4
/** Private numbers are cached for 30 s, and for as long again while X is asked for them. */
const PRIVATE_CACHE_MS = 61_000
const PLENTY = { app: 1_000_000, user: 1_000_000 }

const WAYS: readonly (Way | OddWay)[] = [
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

/** One lookup in ten meets one of them. */
const armFaults = (x: Sandbox, random: Random): void => {
  for (const fault of FAULTS) {
    x.fault({
      ...fault,
      when: ({ path }) => path.endsWith('/tweets') && random.next() < 0.1 / FAULTS.length,
    })
  }
}

/** One after another to the end, in one order for one seed. */
export const runCrossing = async ({
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
  const sessions = ['of one', 'of two ways', 'of two', 'of the owner', 'that comes and goes'].map(
    session,
  )
  const [ofOne, ofTwoWays, ofTwo, ofOwner] = sessions as [Session, Session, Session, Session]
  await Promise.all([
    ofOne.logIn(first, 'oauth2'),
    ofTwoWays.logIn(first, 'oauth1').then(() => ofTwoWays.logIn(second, 'oauth2')),
    ofTwo.logIn(second, 'oauth2').then(() => ofTwo.logIn(third, 'oauth2')),
    ofOwner.logIn(owner, 'oauth2'),
  ])
  const key = { authorization: `Bearer ${KEY}` }
  const holders = [
    await createTokenHolder('with a token', x, first),
    await createTokenHolder('with another token', x, fourth),
  ]
  let refusedToken: string | undefined
  const withRefusedToken: Caller = {
    name: 'with a token that X has refused',
    rights: createRights(),
    headers: () => ({ ...THROUGH_PROXY, ...(refusedToken && { 'x-user-token': refusedToken }) }),
  }
  const anybody: Caller = {
    name: 'anybody',
    rights: createRights(),
    headers: () => THROUGH_PROXY,
  }
  const callers: readonly Caller[] = [
    ...sessions,
    ...holders,
    withRefusedToken,
    { name: 'with the key', rights: createRights(owner), headers: () => (isKeyed ? key : {}) },
    anybody,
    {
      name: 'another site with a session’s cookie',
      rights: createRights(),
      headers: () => ({ ...ofOne.headers(), 'sec-fetch-site': 'cross-site' }),
    },
  ]
  if (faults) armFaults(x, random)

  const documents = documentsOf(random, [owner, first])
  const ids = [...world.posts.keys()]
  const breaches = new Set<string>()
  const seen = new Map(callers.map(({ name }) => [name, 0]))
  const count = { requests: 0, storable: 0, fromCache: 0, ofEarlier: 0, refused: 0 }

  const query = async (
    caller: Caller,
    document: string,
    some: readonly string[],
    way = random.pick(WAYS),
  ): Promise<void> => {
    const request = requestFor(way, caller.headers(), document, { ids: some })
    const connectedBefore = new Set(caller.rights.connected)
    const [answer, rights] = await caller.rights.during(() =>
      cache.fetch(random.pick(gateways), request),
    )
    count.requests += 1
    if (answer.fromCache) count.fromCache += 1
    if (answer.text.includes('"asOf":"')) count.ofEarlier += 1
    const breach = (what: string): void => {
      const how = answer.fromCache ? `${way}, from the shared cache` : way
      breaches.add(`${caller.name} (${how}): ${what}: ${document.replaceAll(/\s+/g, ' ')}`)
    }
    const numbers = numbersIn(world, answer.text)
    seen.set(caller.name, (seen.get(caller.name) ?? 0) + numbers.length)
    for (const each of numbers) if (!rights.has(each)) breach(`numbers of ${each}`)
    const accounts = accountsIn(answer.text)
    for (const each of accounts) {
      if (!connectedBefore.has(each) && !caller.rights.connected.has(each))
        breach(`account ${each}`)
    }
    const control = answer.headers.get('cache-control')
    if (request.method !== 'GET' || control === 'no-store') return
    count.storable += 1
    if (PRIVATE_PLACES.test(answer.text) || numbers.length + accounts.length > 0) {
      breach(`may be stored (${control})`)
    }
  }

  /** Whether X has refused this credential, as every gateway has seen. */
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

  /** A user takes the app's access back; whoever had it by a session or a token has it no more. */
  const revokeUser = async (userId: string): Promise<void> => {
    x.revoke(userId)
    clock.time += PRIVATE_CACHE_MS
    for (const { rights, headers } of [...sessions, ...holders]) {
      if (!rights.held.has(userId) || !(await isRefused(headers(), userId))) continue
      rights.refuse(userId)
      count.refused += 1
    }
  }

  /** One token of a user is dead, and another one of the same user lives on. */
  const revokeToken = async (): Promise<void> => {
    const holder = random.pick(holders)
    const token = holder.token()
    await holder.change(random)
    clock.time += PRIVATE_CACHE_MS
    const headers = { ...THROUGH_PROXY, 'x-user-token': token }
    if (!(await isRefused(headers, holder.userId))) return
    refusedToken = token
    // It is still known whose token it is.
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
    const later = step === Math.floor(steps / 2) ? MUCH_LATER_MS : random.pick(STEPS_MS)
    clock.time += later
    if (step % REVOKED_EVERY === 1) {
      await (random.next() < 0.6
        ? revokeUser(random.pick([owner, first, second, third, fourth]))
        : revokeToken())
    }
    if (step % REVOKED_EVERY === 3) await logInAgain()
    // The same few by all: what can be shared will be.
    const hot = Array.from({ length: 14 }, () => random.pick(ids))
    const lists = Array.from({ length: 2 }, () =>
      hot.slice(random.between(0, 6), random.between(7, hot.length)),
    )
    const two = [random.pick(documents), random.next() < 0.3 ? PUBLIC : random.pick(documents)]
    // Once to be stored, where everyone may see it, and once from the cache.
    for (let time = 0; time < 2; time++) await query(anybody, PUBLIC, lists[0] ?? ids, 'get')
    const queries = () =>
      Array.from({ length: perStep / 2 }, () =>
        query(random.pick(callers), random.pick(two), random.pick(lists)),
      )
    // Tokens that end are refreshed, but for those that somebody holds.
    const changing = later >= TOKEN_LIFE_MS ? holders : [random.pick(callers)]
    await Promise.all([...queries(), ...changing.map((each) => each.change?.(random))])
    // What of it could be stored is stored now.
    await Promise.all(queries())
  }
  return { breaches: [...breaches], seen, ...count }
}
