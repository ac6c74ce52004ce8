// An X in the box: a real HTTP server on loopback that answers as the X API v2 does, with a world of
// accounts, posts and numbers of its own. The default upstream of the gateway and of every test.

import { randomBytes } from 'node:crypto'

import { type Found, findRoute, isApi } from './api.ts'
import { type Credentials, createAuth } from './auth/index.ts'
import type { Answer, Caller, Incoming } from './exchange.ts'
import { type ArmedFault, createFaults, type Fault } from './faults.ts'
import { frontPage } from './front-page.ts'
import { type Era, eraOf } from './history.ts'
import { createLedger, type Limits } from './limits.ts'
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
import { MOST_POSTS } from './timeline.ts'
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
  /** How many of somebody's posts can be paged through. @default 3200, as X documents */
  readonly reach?: number
}

export interface Sandbox {
  readonly url: string
  readonly credentials: Credentials
  /** What was asked of it, oldest first; the last ten thousand. */
  readonly requests: readonly SeenRequest[]
  readonly world: World
  /** Forgets requests, faults, dropped fields, windows and all issued tokens. The world and the ready-made credentials stay. */
  reset(): void
  /** The user takes the app's access back: all tokens issued for this user are dead. The ready-made credentials stay. */
  revoke(userId: string): void
  /** From now on, something goes wrong. */
  fault(fault: Fault): ArmedFault
  /**
   * X no longer knows a field or an expansion, and answers requests that name it with a 400.
   * @param parameter `tweet.fields`, `user.fields` or another list parameter
   * @returns learns it again
   */
  unlearn(parameter: string, name: string): () => void
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

const SCOPES = ['tweet.read', 'users.read']

export const createSandbox = async (options: SandboxOptions = {}): Promise<Sandbox> => {
  const { port = 0, seed = 1, limits = '2024', now = Date.now } = options
  const { manners = 'current', reach = MOST_POSTS } = options
  const world = typeof seed === 'number' ? growWorld(seed, now()) : seed
  const auth = createAuth({
    seed: typeof seed === 'number' ? seed : 0,
    now,
    accounts: logins(world),
  })
  const faults = createFaults()
  const ledger = createLedger(limits, now)
  const unlearned = new Map<string, Set<string>>()

  const handleApi = (found: Found, { search }: Incoming, caller: Caller): Answer => {
    if (found.usersOnly && caller.kind === 'app') return unsupportedAuthentication()
    if (caller.kind === 'user' && caller.scopes && !covers(caller.scopes)) return forbidden()
    const time = now()
    const era = eraOf(time)
    const { allowed, headers } = ledger.spend(found.endpoint, caller)
    const answer = allowed
      ? found.answer(search, { world, now: time, era, manners, caller, reach, unlearned }, found.id)
      : refuse(era)
    return { ...answer, headers: { ...answer.headers, ...headers } }
  }

  const handle = (request: Incoming, caller: Caller | undefined): Answer => {
    if (isPage(request.path)) {
      const { url, requests } = server
      return frontPage({ world, now: now(), url, requests, credentials: auth.credentials })
    }
    const issue = auth.endpoints.get(`${request.method} ${request.path}`)
    if (issue !== undefined) return issue(request)
    const found = findRoute(request.method, request.path)
    if (isApi(request.path) && caller === undefined) return unauthorized(eraOf(now()))
    if (found === undefined || caller === undefined) return notFound()
    const started = performance.now()
    const answer = handleApi(found, request, caller)
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
      unlearned.clear()
      ledger.reset()
      auth.reset()
    },
    revoke: auth.revoke,
    fault: (fault) => faults.add(fault),
    unlearn: (parameter, name) => {
      const names = unlearned.get(parameter) ?? new Set()
      unlearned.set(parameter, names.add(name))
      return () => names.delete(name)
    },
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

const covers = (scopes: readonly string[]): boolean =>
  SCOPES.every((scope) => scopes.includes(scope))

const refuse = ({ firstWords }: Era): Answer =>
  firstWords ? tooManyRequestsInText() : tooManyRequests()

const logins = (world: World): Parameters<typeof createAuth>[0]['accounts'] =>
  world.accounts.flatMap((id) => world.users.get(id) ?? [])
