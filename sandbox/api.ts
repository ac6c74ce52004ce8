// The endpoints of X's API that the sandbox serves: their paths, the required authentication, their handlers.

import type { Caller, HttpResponse } from './http.ts'
import { labsPrivateMetrics } from './labs.ts'
import { ENDPOINTS, type EndpointName } from './limits.ts'
import { lookupMany, lookupOne, type RequestContext } from './lookup.ts'
import { clientForbidden } from './problems.ts'
import { timeline } from './timeline.ts'
import { creditBalance, usageOfPosts } from './usage.ts'
import { me, userById, userByName, usersById, usersByNames } from './users.ts'

interface Route {
  /** The only context that the endpoint accepts. */
  readonly only?: Caller['kind']
  readonly handle: (search: string, context: RequestContext, id: string) => HttpResponse
}

/** The id of an invented developer app. */
const CLIENT_ID = '30000001'

/** The caller's own id, for endpoints that require user context. */
const callerId = ({ caller }: RequestContext): string =>
  caller.kind === 'user' ? caller.userId : ''

const ROUTES: Readonly<Record<EndpointName, Route>> = {
  'GET /2/tweets': { handle: lookupMany },
  // An app that pays per use was recorded to get this 403: the endpoint is for larger plans.
  'GET /2/tweets/analytics': { only: 'user', handle: () => clientForbidden(CLIENT_ID) },
  'GET /2/tweets/:id': {
    handle: (search, context, id) => lookupOne(id, search, context),
  },
  'GET /2/users/me': {
    only: 'user',
    handle: (search, context) => me(callerId(context), search, context),
  },
  'GET /2/users': { handle: usersById },
  'GET /2/users/by': { handle: usersByNames },
  'GET /2/users/by/username/:username': {
    handle: (search, context, name) => userByName(name, search, context),
  },
  'GET /2/users/:id': {
    handle: (search, context, id) => userById(id, search, context),
  },
  'GET /2/users/:id/tweets': {
    handle: (search, context, id) => timeline(id, search, context),
  },
  'GET /2/usage/tweets': { only: 'app', handle: usageOfPosts },
  'GET /2/usage/credits': { only: 'app', handle: (_, { credits }) => creditBalance(credits) },
  'GET /labs/1/tweets/metrics/private': {
    only: 'user',
    handle: (search, context) => labsPrivateMetrics(callerId(context), search, context),
  },
}

export interface RouteMatch extends Route {
  readonly endpoint: EndpointName
  /** The value of the path parameter, such as `:id`. */
  readonly id: string
}

const PATTERNS = ENDPOINTS.map((endpoint) => ({
  endpoint,
  pattern: new RegExp(`^${endpoint.replace(/:\w+/, '([^/]*)')}$`),
}))

export const findRoute = (method: string, path: string): RouteMatch | undefined => {
  const target = `${method} ${path}`
  for (const { endpoint, pattern } of PATTERNS) {
    const match = pattern.exec(target)
    if (match) return { ...ROUTES[endpoint], endpoint, id: decoded(match[1] ?? '') }
  }
  return undefined
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Endpoints that require authentication. The OAuth endpoints authenticate their clients themselves. */
export const isApi = (path: string): boolean =>
  (path.startsWith('/2/') && !path.startsWith('/2/oauth2/')) || path.startsWith('/labs/')
