// Replays a recorded request in a sandbox with the clock and the world of the recording.

import { createSandbox, type Sandbox } from '../../../sandbox/index.ts'
import { getX } from '../../kit/sandbox/call.ts'
import type { Fixture } from './fixture.ts'
import { DAY } from './ids.ts'
import type { FixtureWorld } from './world.ts'

export interface Replayed {
  readonly status: number
  readonly contentType: string | null
  readonly rateLimited: boolean
  readonly text: string
}

const LAST_CLASSIC_TIME = Date.parse('2023-12-31')

const pathOf = (
  { at, get, query, requestedTwice }: Fixture,
  { requestedIds, world }: FixtureWorld,
): string => {
  const search = new URLSearchParams(query)
  if (get === 'me') return `/2/users/me?${search}`
  if (get === 'analytics') return '/2/tweets/analytics?ids=20&granularity=daily'
  if (get === 'post') return `/2/tweets/${requestedIds[0]}?${search}`
  if (get === 'timeline') {
    search.set('max_results', '100')
    // Posts that the response must not have are two days old.
    search.set('start_time', new Date(Date.parse(at) - 1.5 * DAY).toISOString())
    const author = world.posts.get(requestedIds[0] ?? '')?.authorId ?? world.accounts[0]
    return `/2/users/${author}/tweets?${search}`
  }
  const ids = requestedTwice ? [...requestedIds, ...requestedIds] : requestedIds
  if (ids.length > 0) search.set('ids', ids.join(','))
  return `/2/tweets?${search}`
}

/** Makes the sandbox reject the whole request as X did. */
const provoke = async (sandbox: Sandbox, fixture: Fixture, path: string): Promise<void> => {
  if (fixture.get === 'analytics') return
  switch (fixture.failure?.status) {
    case 429: {
      const { status } = await getX(sandbox, path, 'app')
      if (status !== 200) throw new Error(`the first request must succeed, but returned ${status}`)
      return
    }
    case 403:
      sandbox.fault({
        kind: 'refuse',
        as: 'client-forbidden',
        ...(fixture.rateLimited && { rateLimitHeaders: 'sentinel' }),
      })
      return
    case 503:
      sandbox.fault({ kind: 'refuse', as: 'unavailable', rateLimitHeaders: 'sentinel' })
      return
    default:
  }
}

export const replay = async (fixture: Fixture, made: FixtureWorld): Promise<Replayed> => {
  const at = Date.parse(fixture.at)
  await using sandbox = await createSandbox({
    seed: made.world,
    now: () => at,
    manners: at > LAST_CLASSIC_TIME ? 'current' : 'classic',
    limits: {
      'GET /2/tweets': { app: 1, user: 1 },
      'GET /2/tweets/:id': { app: 1, user: 1 },
      'GET /2/users/:id/tweets': { app: 1, user: 1 },
      'GET /2/users/me': { user: 1 },
    },
  })
  const path = pathOf(fixture, made)
  await provoke(sandbox, fixture, path)
  const { status, headers, text } =
    fixture.as === 'wrong bearer'
      ? await requestWithWrongToken(sandbox, path)
      : await getX(sandbox, path, fixture.as === 'app' ? 'app' : 'owner', at)
  return {
    status,
    contentType: headers.get('content-type'),
    rateLimited: headers.has('x-rate-limit-limit'),
    text,
  }
}

const requestWithWrongToken = async (
  { url }: Sandbox,
  path: string,
): Promise<{ status: number; headers: Headers; text: string }> => {
  const answer = await fetch(new URL(path, url), { headers: { authorization: 'Bearer wrong' } })
  return { status: answer.status, headers: answer.headers, text: await answer.text() }
}
