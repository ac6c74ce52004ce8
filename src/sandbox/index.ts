// An X in the box: a real HTTP server on loopback that answers as the X API v2 does, with a world of
// accounts, posts and numbers of its own. The default upstream of the gateway and of every test.

import { randomBytes } from 'node:crypto'

import { type Credentials, createAuth } from './auth/index.ts'
import type { Answer, Caller, Incoming } from './exchange.ts'
import { type ArmedFault, createFaults, type Fault } from './faults.ts'
import { frontPage } from './front-page.ts'
import { eraOf } from './history.ts'
import { labsPrivateMetrics } from './labs.ts'
import { createLedger, type EndpointName, type Limits } from './limits.ts'
import { type Circumstances, lookupMany, lookupOne } from './lookup.ts'
import {
  forbidden,
  notFound,
  tooManyRequests,
  tooManyRequestsInText,
  unauthorized,
  unsupportedAuthentication,
} from './problems.ts'
import type { Manners } from './refusals.ts'
import { type SeenRequest, startServer } from './server.ts'
import { me, userById } from './users.ts'
import { growWorld } from './world/index.ts'
import type { World } from './world/types.ts'

export type { Credentials } from './auth/index.ts'
export type { ArmedFault, Effect, Fault, Refusal } from './faults.ts'
export type { EndpointName, Limit, Limits } from './limits.ts'
export type { Manners } from './refusals.ts'
export type { SeenRequest } from './server.ts'
export type * from './world/types.ts'

export interface SandboxOptions {
  /** @default 0, a free one */
  readonly port?: number
  /** A number grows the built-in world, the same for the same number and month; or a world of your own. */
  readonly seed?: number | World
  /** @default '2024': 300 app and 900 user lookups in fifteen minutes */
  readonly limits?: Limits
  /** @default Date.now. X's behaviour, ages and numbers follow it, back to 2020. */
  readonly now?: () => number
  /** @default 'current' */
  readonly manners?: Manners
}

export interface Sandbox {
  readonly url: string
  readonly credentials: Credentials
  /** What was asked of it, oldest first; the last ten thousand. */
  readonly requests: readonly SeenRequest[]
  readonly world: World
  /** Forgets requests, faults, windows and all issued tokens. The world and the ready-made credentials stay. */
  reset(): void
  /** From now on, something goes wrong. */
  fault(fault: Fault): ArmedFault
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

type Scoped = (request: Incoming, caller: Caller, id: string) => Answer

interface Route {
  readonly endpoint: EndpointName
  /** App-only callers are turned away. */
  readonly usersOnly: boolean
  readonly answer: Scoped
}

const SCOPES = ['tweet.read', 'users.read']

export const createSandbox = async (options: SandboxOptions = {}): Promise<Sandbox> => {
  const { port = 0, seed = 1, limits = '2024', now = Date.now, manners = 'current' } = options
  const world = typeof seed === 'number' ? growWorld(seed, now()) : seed
  const auth = createAuth({
    seed: typeof seed === 'number' ? seed : 0,
    now,
    accounts: logins(world),
  })
  const faults = createFaults()
  const ledger = createLedger(limits, now)

  const circumstances = (caller: Caller): Circumstances => {
    const time = now()
    return { world, now: time, era: eraOf(time), manners, caller }
  }
  const routes = routesOf(circumstances)

  const handleApi = (route: Route, id: string, request: Incoming, caller: Caller): Answer => {
    if (route.usersOnly && caller.kind === 'app') return unsupportedAuthentication()
    if (caller.kind === 'user' && caller.scopes && !covers(caller.scopes)) return forbidden()
    const { allowed, headers } = ledger.spend(route.endpoint, caller)
    const answer = allowed ? route.answer(request, caller, id) : refuse(now())
    return { ...answer, headers: { ...answer.headers, ...headers } }
  }

  const handle = (request: Incoming, caller: Caller | undefined): Answer => {
    if (isPage(request.path)) {
      const { url, requests } = server
      return frontPage({ world, now: now(), url, requests, credentials: auth.credentials })
    }
    const issue = auth.endpoints.get(`${request.method} ${request.path}`)
    if (issue !== undefined) return issue(request)
    const found = request.method === 'GET' ? find(routes, request.path) : undefined
    if (isApi(request.path) && caller === undefined) return unauthorized()
    if (found === undefined || caller === undefined) return notFound()
    const started = performance.now()
    const answer = handleApi(found.route, found.id, request, caller)
    return { ...answer, headers: { ...apiHeaders(started), ...answer.headers } }
  }

  const server = await startServer({
    port,
    now,
    faults,
    isPage,
    callerOf: (request) => (isApi(request.path) ? auth.identify(request) : undefined),
    handle,
  })

  return {
    url: server.url,
    credentials: auth.credentials,
    requests: server.requests,
    world,
    reset: () => {
      server.forget()
      faults.clear()
      ledger.reset()
      auth.reset()
    },
    fault: (fault) => faults.add(fault),
    close: () => server.close(),
    [Symbol.asyncDispose]: () => server.close(),
  }
}

/** What X sends with every answer to somebody it knows. */
const apiHeaders = (started: number): Readonly<Record<string, string>> => ({
  'api-version': '2.166',
  'cache-control': 'no-cache, no-store, max-age=0',
  server: 'tsa_b',
  'x-access-level': 'read',
  'x-response-time': String(Math.ceil(performance.now() - started)),
  'x-transaction-id': randomBytes(8).toString('hex'),
})

const isPage = (path: string): boolean => path === '/'

/** Everything that wants a caller; the OAuth endpoints know their callers themselves. */
const isApi = (path: string): boolean =>
  (path.startsWith('/2/') && !path.startsWith('/2/oauth2/')) || path.startsWith('/labs/')

const covers = (scopes: readonly string[]): boolean =>
  SCOPES.every((scope) => scopes.includes(scope))

const refuse = (now: number): Answer =>
  eraOf(now).firstWords ? tooManyRequestsInText() : tooManyRequests()

const logins = (world: World): Parameters<typeof createAuth>[0]['accounts'] =>
  world.accounts.flatMap((id) => world.users.get(id) ?? [])

const routesOf = (circumstances: (caller: Caller) => Circumstances) => {
  const self = (caller: Caller): string => (caller.kind === 'user' ? caller.userId : '')
  const route = (endpoint: EndpointName, usersOnly: boolean, answer: Scoped): Route => ({
    endpoint,
    usersOnly,
    answer,
  })
  return {
    exact: new Map([
      [
        '/2/tweets',
        route('GET /2/tweets', false, ({ search }, caller) =>
          lookupMany(search, circumstances(caller)),
        ),
      ],
      [
        '/2/users/me',
        route('GET /2/users/me', true, ({ search }, caller) =>
          me(self(caller), search, circumstances(caller)),
        ),
      ],
      [
        '/labs/1/tweets/metrics/private',
        route('GET /labs/1/tweets/metrics/private', true, ({ search }, caller) =>
          labsPrivateMetrics(self(caller), search, circumstances(caller)),
        ),
      ],
    ]),
    byId: new Map([
      [
        '/2/tweets/',
        route('GET /2/tweets/:id', false, ({ search }, caller, id) =>
          lookupOne(id, search, circumstances(caller)),
        ),
      ],
      [
        '/2/users/',
        route('GET /2/users/:id', false, ({ search }, caller, id) =>
          userById(id, search, circumstances(caller)),
        ),
      ],
    ]),
  }
}

const find = (
  routes: ReturnType<typeof routesOf>,
  path: string,
): { route: Route; id: string } | undefined => {
  const exact = routes.exact.get(path)
  if (exact !== undefined) return { route: exact, id: '' }
  const slash = path.lastIndexOf('/') + 1
  const route = routes.byId.get(path.slice(0, slash))
  if (route === undefined) return undefined
  try {
    return { route, id: decodeURIComponent(path.slice(slash)) }
  } catch {
    return { route, id: path.slice(slash) }
  }
}
