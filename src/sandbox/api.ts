// The endpoints of X's API that the sandbox has: which path is which, who may ask, and what answers.

import type { Answer } from './exchange.ts'
import { labsPrivateMetrics } from './labs.ts'
import type { EndpointName } from './limits.ts'
import { type Circumstances, lookupMany, lookupOne } from './lookup.ts'
import { me, userById } from './users.ts'

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
  'GET /2/users/:id': {
    answer: (search, circumstances, id) => userById(id, search, circumstances),
  },
  'GET /labs/1/tweets/metrics/private': {
    usersOnly: true,
    answer: (search, circumstances) =>
      labsPrivateMetrics(self(circumstances), search, circumstances),
  },
}

export interface Found extends Route {
  readonly endpoint: EndpointName
  /** The last part of a path that ends in an id. */
  readonly id: string
}

export const findRoute = (method: string, path: string): Found | undefined => {
  const slash = path.lastIndexOf('/') + 1
  for (const [name, id] of [
    [path, ''],
    [`${path.slice(0, slash)}:id`, path.slice(slash)],
  ] as const) {
    const endpoint = `${method} ${name}` as EndpointName
    if (Object.hasOwn(ROUTES, endpoint)) return { ...ROUTES[endpoint], endpoint, id: decoded(id) }
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
