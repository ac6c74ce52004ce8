// The endpoints of X's API that the sandbox has: which path is which, who may ask, and what answers.

import type { Answer } from './exchange.ts'
import { labsPrivateMetrics } from './labs.ts'
import { ENDPOINTS, type EndpointName } from './limits.ts'
import { type Circumstances, lookupMany, lookupOne } from './lookup.ts'
import { timeline } from './timeline.ts'
import { me, userById, userByName, usersById, usersByNames } from './users.ts'

interface Route {
  /** App-only callers are turned away. */
  readonly usersOnly?: true
  readonly answer: (search: string, circumstances: Circumstances, id: string) => Answer
}

/** The caller's own id; only asked where a user is wanted. */
const self = ({ caller }: Circumstances): string => (caller.kind === 'user' ? caller.userId : '')

const ROUTES: Readonly<Record<EndpointName, Route>> = {
  'GET /2/tweets': { answer: lookupMany },
  'GET /2/tweets/:id': {
    answer: (search, circumstances, id) => lookupOne(id, search, circumstances),
  },
  'GET /2/users/me': {
    usersOnly: true,
    answer: (search, circumstances) => me(self(circumstances), search, circumstances),
  },
  'GET /2/users': { answer: usersById },
  'GET /2/users/by': { answer: usersByNames },
  'GET /2/users/by/username/:username': {
    answer: (search, circumstances, name) => userByName(name, search, circumstances),
  },
  'GET /2/users/:id': {
    answer: (search, circumstances, id) => userById(id, search, circumstances),
  },
  'GET /2/users/:id/tweets': {
    answer: (search, circumstances, id) => timeline(id, search, circumstances),
  },
  'GET /labs/1/tweets/metrics/private': {
    usersOnly: true,
    answer: (search, circumstances) =>
      labsPrivateMetrics(self(circumstances), search, circumstances),
  },
}

export interface Found extends Route {
  readonly endpoint: EndpointName
  /** What stands in the path where the endpoint has a name with a colon. */
  readonly id: string
}

const PATTERNS = ENDPOINTS.map((endpoint) => ({
  endpoint,
  pattern: new RegExp(`^${endpoint.replace(/:\w+/, '([^/]*)')}$`),
}))

export const findRoute = (method: string, path: string): Found | undefined => {
  const asked = `${method} ${path}`
  for (const { endpoint, pattern } of PATTERNS) {
    const match = pattern.exec(asked)
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

/** Everything that wants a caller; the OAuth endpoints know their callers themselves. */
export const isApi = (path: string): boolean =>
  (path.startsWith('/2/') && !path.startsWith('/2/oauth2/')) || path.startsWith('/labs/')
