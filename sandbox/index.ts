// The sandbox: an HTTP server on loopback that behaves like the X API v2, with invented accounts, posts and
// metrics. It is the default upstream of the gateway and of every test.

import { randomBytes } from 'node:crypto'
import { findRoute, isApi, type RouteMatch } from './api.ts'
import { type Credentials, createAuth } from './auth/index.ts'
import { createBill, statementOf } from './bill.ts'
import { type Era, eraOf } from './era.ts'
import { type ArmedFault, createFaults, type Fault } from './faults.ts'
import { frontPage } from './front-page.ts'
import {
  type Caller,
  type HttpRequest,
  type HttpResponse,
  json,
  type RecordedRequest,
} from './http.ts'
import { createRateLimiter, type Limits, type RateLimiter } from './limits.ts'
import type { RequestContext } from './lookup.ts'
import { isPicture, picture } from './pictures.ts'
import {
  forbidden,
  notFound,
  tooManyRequests,
  tooManyRequestsInText,
  unauthorized,
  unsupportedAuthentication,
} from './problems.ts'
import type { Manners } from './refusals.ts'
import { startServer } from './server.ts'
import { MAX_TIMELINE_POSTS } from './timeline.ts'
import { createUnlearned } from './unlearned.ts'
import { builtInWorld } from './world/index.ts'
import type { MovementOptions } from './world/movement.ts'
import { createMovingWorld } from './world/moving.ts'
import type { World } from './world/types.ts'

export type { Credentials } from './auth/index.ts'
export type { ArmedFault, Effect, Fault, Refusal } from './faults.ts'
export type { RecordedRequest } from './http.ts'
export type { EndpointName, Limit, Limits } from './limits.ts'
export type { Manners } from './refusals.ts'
export type { MovementOptions } from './world/movement.ts'
export type * from './world/types.ts'

export interface SandboxOptions {
  /** @default 0, any free port */
  readonly port?: number
  /** A number generates the built-in world, the same for the same number and month; or a custom world. @default 1 */
  readonly seed?: number | World
  /** Changes the built-in world over time. @default static: only the posts of its month appear */
  readonly movement?: MovementOptions | undefined
  /** @default '2024': 300 app and 900 user lookups in fifteen minutes */
  readonly limits?: Limits
  /** The clock, back to 2020: X's behavior, the ages of posts and their metrics depend on it. @default Date.now */
  readonly now?: () => number
  /** The treatment of refused posts. @default 'current' */
  readonly manners?: Manners
  /** The number of a user's most recent posts that a timeline pages through. @default 3200, as X documents */
  readonly reach?: number
  /** Whether users that come with posts are billed. @default true */
  readonly billsExpansions?: boolean
  /** The prepaid balance. @default none: X does not show it, as to some apps */
  readonly credits?: number
}

export interface Sandbox {
  readonly url: string
  readonly credentials: Credentials
  /** The last 10,000 requests, oldest first. */
  readonly requests: readonly RecordedRequest[]
  /** The world with all posts until now. If it changes over time, posts are added later. */
  readonly world: World
  /** The dollars that X would have charged for all requests. */
  billedUsd(): number
  /**
   * Clears requests, faults, unlearned fields, the bill, rate limit windows and issued tokens, but not the world and its
   * credentials.
   */
  reset(): void
  /** Revokes all tokens issued for a user, as when the user removes the app's access. The built-in credentials remain. */
  revoke(userId: string): void
  /** Activates a fault. */
  fault(fault: Fault): ArmedFault
  /**
   * Makes X reject a field or an expansion as unknown: it responds to requests that name it with a 400.
   * @param parameter `expansions`, `tweet.fields`, `user.fields` or another list parameter
   * @returns a function that makes X accept it again
   */
  unlearn(parameter: string, name: string): () => void
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

const REQUIRED_SCOPES = ['tweet.read', 'users.read']

export const createSandbox = async (options: SandboxOptions = {}): Promise<Sandbox> => {
  const { port = 0, seed = 1, limits = '2024', now = Date.now } = options
  const { manners = 'current', reach = MAX_TIMELINE_POSTS } = options
  const { billsExpansions, credits, movement } = options
  const worldAt = openWorld(seed, movement, now())
  const auth = createAuth({
    seed: typeof seed === 'number' ? seed : 0,
    now,
    accounts: loginAccounts(worldAt(now())),
  })
  const faults = createFaults()
  const rateLimiter = createRateLimiter(limits, now)
  const unlearned = createUnlearned()
  const bill = createBill({ ownerId: auth.credentials.userId, billsExpansions })

  const handle = (request: HttpRequest, caller: Caller | undefined): HttpResponse => {
    const time = now()
    const world = worldAt(time)
    if (isPage(request.path)) {
      if (isPicture(request.path)) return picture(request.path)
      if (request.path === STATEMENT) return json(200, statementOf(bill))
      return frontPage({ ...server, world, now: time, credentials: auth.credentials })
    }
    const authEndpoint = auth.endpoints.get(`${request.method} ${request.path}`)
    if (authEndpoint !== undefined) return authEndpoint(request)
    const route = findRoute(request.method, request.path)
    if (isApi(request.path) && caller === undefined) return unauthorized(eraOf(time))
    if (route === undefined || caller === undefined) return notFound()
    const started = performance.now()
    const view = { world, now: time, era: eraOf(time), caller, origin: server.url }
    const context = { ...view, manners, reach, unlearned: unlearned.names, bill, credits }
    const response = handleApi(route, request, context, rateLimiter)
    bill.charge({ ...route, caller, now: time }, response)
    return { ...response, headers: { ...apiHeaders(started), ...response.headers } }
  }

  const server = await startServer({
    port,
    now,
    faults,
    isPage,
    windowOf: (request, caller) => windowOf(request, caller, rateLimiter),
    callerOf: (request) => (isApi(request.path) ? auth.identify(request) : undefined),
    handle,
  })

  return {
    url: server.url,
    credentials: auth.credentials,
    requests: server.requests,
    get world() {
      return worldAt(now())
    },
    billedUsd: bill.totalUsd,
    reset: () => {
      server.clearRequests()
      faults.clear()
      unlearned.clear()
      bill.reset()
      rateLimiter.reset()
      auth.reset()
    },
    revoke: auth.revoke,
    fault: (fault) => faults.add(fault),
    unlearn: unlearned.unlearn,
    close: () => server.close(),
    [Symbol.asyncDispose]: () => server.close(),
  }
}

/** The world as a function of the time. */
const openWorld = (
  seed: number | World,
  movement: MovementOptions | undefined,
  now: number,
): ((time: number) => World) => {
  if (typeof seed === 'number' && movement !== undefined) {
    return createMovingWorld(seed, movement, now)
  }
  if (movement !== undefined) throw new TypeError('Only the built-in world changes over time.')
  const world = typeof seed === 'number' ? builtInWorld(seed, now) : seed
  return () => world
}

const handleApi = (
  route: RouteMatch,
  { search }: HttpRequest,
  context: RequestContext,
  rateLimiter: RateLimiter,
): HttpResponse => {
  const { caller, era } = context
  if (route.only !== undefined && route.only !== caller.kind) {
    return unsupportedAuthentication(caller)
  }
  if (caller.kind === 'user' && caller.scopes && !hasRequiredScopes(caller.scopes)) {
    return forbidden()
  }
  const { allowed, headers } = rateLimiter.consume(route.endpoint, caller)
  const response = allowed ? route.handle(search, context, route.id) : rateLimitExceeded(era)
  return { ...response, headers: { ...response.headers, ...headers } }
}

/** Counts a request in the window of its endpoint, and returns the window's headers. */
const windowOf = (
  { method, path }: HttpRequest,
  caller: Caller | undefined,
  rateLimiter: RateLimiter,
): HttpResponse['headers'] => {
  const route = findRoute(method, path)
  if (route === undefined || caller === undefined) return {}
  return rateLimiter.consume(route.endpoint, caller).headers
}

/** The headers that X sends with every response to an authenticated request. */
const apiHeaders = (started: number): Readonly<Record<string, string>> => ({
  'api-version': '2.166',
  'cache-control': 'no-cache, no-store, max-age=0',
  server: 'tsa_b',
  'x-access-level': 'read',
  'x-response-time': String(Math.ceil(performance.now() - started)),
  'x-transaction-id': randomBytes(8).toString('hex'),
})

/** The bill so far. */
const STATEMENT = '/statement'

const isPage = (path: string): boolean => path === '/' || path === STATEMENT || isPicture(path)

const hasRequiredScopes = (scopes: readonly string[]): boolean =>
  REQUIRED_SCOPES.every((scope) => scopes.includes(scope))

const rateLimitExceeded = ({ legacyMessages }: Era): HttpResponse =>
  legacyMessages ? tooManyRequestsInText() : tooManyRequests()

const loginAccounts = (world: World): Parameters<typeof createAuth>[0]['accounts'] =>
  world.accounts.flatMap((id) => world.users.get(id) ?? [])
