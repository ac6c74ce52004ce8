// Random requests over real sockets, with fixed seeds so that a failure can be reproduced.

import { Agent, request } from 'node:http'

import fc from 'fast-check'
import { expect, it } from 'vitest'

import type { Manners, Sandbox } from '../../../sandbox/index.ts'
import { sandboxAt } from '../../kit/sandbox/call.ts'
import { type Callers, createCallers } from './callers.ts'
import { violations } from './check.ts'
import { oauthRequests } from './oauth-requests.ts'
import { dataRequests, type RandomRequest, type RawResponse } from './requests.ts'

/** `npm run fuzz:sandbox` sends more. */
// biome-ignore lint/style/noProcessEnv: the setting of that command
const RUNS = Number(process.env.RANDOM_REQUESTS ?? 500)
const ENOUGH = { app: 1e9, user: 1e9 }

const LIMITS = {
  'GET /2/tweets': ENOUGH,
  'GET /2/tweets/:id': ENOUGH,
  'GET /2/users/me': ENOUGH,
  'GET /2/users': ENOUGH,
  'GET /2/users/:id': ENOUGH,
  'GET /2/users/:id/tweets': ENOUGH,
  'GET /labs/1/tweets/metrics/private': ENOUGH,
}

const addressOf = ({ path, search }: RandomRequest): string =>
  search === '' ? path : `${path}?${search}`

const send = (
  agent: Agent,
  { url }: Sandbox,
  callers: Callers,
  input: RandomRequest,
): Promise<RawResponse> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const { method, body } = input
    const path = addressOf(input)
    const authorization =
      input.authorization ?? callers[input.who].authorization(method, url + path)
    const headers = {
      ...(authorization !== undefined && { authorization }),
      ...(body && { 'content-length': Buffer.byteLength(body.text), 'content-type': body.type }),
    }
    const options = { agent, method, hostname, port, path, headers, timeout: 60_000 }
    const sent = request(options, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const { statusCode = 0, headers: got } = response
        resolve({
          status: statusCode,
          type: got['content-type'] ?? '',
          location: got.location,
          text: Buffer.concat(chunks).toString('utf8'),
        })
      })
    })
    sent.on('timeout', () => sent.destroy(new Error('no answer')))
    sent.on('error', reject)
    sent.end(body?.text)
  })

/** The percentage of each kind of request. A run with less than half of it proves little. */
const SHARES = {
  data: 30,
  includes: 15,
  errors: 30,
  'data beside errors': 15,
  'no data at all': 10,
  'post dialect': 5,
  'private metrics': 3,
  'promoted metrics': 1,
  'private metrics of media': 0.8,
  'private groups of media without values': 0.4,
  'rows of Labs': 0.6,
  'posts of timelines': 2,
  'lists of users': 1,
  'status 400': 8,
  'status 401': 2,
  'status 403': 2,
  'status 404': 3,
  'OAuth 200': 0.6,
  'OAuth 302': 0.4,
  'OAuth 400': 2,
  'OAuth 401': 1,
  'OAuth 403': 0.6,
}

type ResponseKind = keyof typeof SHARES

/** The kinds that a response counts for. */
const kindsOf = (
  { kind, search }: RandomRequest,
  { status, text }: RawResponse,
): readonly string[] => {
  if (kind === 'oauth') return [`OAuth ${status}`]
  if (status !== 200) return [`status ${status}`]
  const data = text.startsWith('{"data"')
  const errors = text.includes('"errors":[')
  const is: Readonly<Partial<Record<ResponseKind, boolean>>> = {
    data,
    includes: text.includes('"includes":{'),
    errors,
    'data beside errors': data && errors,
    'no data at all': !data,
    'post dialect': data && search.includes('post.fields'),
    'private metrics': /"organic_metrics":\{"impression_count":\d/.test(text),
    'promoted metrics': text.includes('"promoted_metrics":{'),
    'private metrics of media': /"playback_0_count":\d/.test(text),
    'private groups of media without values': text.includes('"playback_0_count":null'),
    'rows of Labs': data && kind === 'labs',
    'posts of timelines': data && kind === 'timeline',
    'lists of users': data && kind === 'users',
  }
  return Object.entries(is).flatMap(([kind, yes]) => (yes ? [kind] : []))
}

it.each<readonly [Manners, seed: number]>([
  ['current', 20_261_120],
  ['classic', 20_261_121],
])(
  'random requests have valid and complete responses without private data of others (%s manners)',
  async (manners, seed) => {
    await using sandbox = await sandboxAt({ manners, limits: LIMITS })
    const { world, credentials } = sandbox
    const callers = await createCallers(sandbox)
    const agent = new Agent({ keepAlive: true })
    const seen = new Map<string, number>()
    const anyRequest = fc.oneof(
      { weight: 8, arbitrary: dataRequests(world) },
      { weight: 1, arbitrary: oauthRequests(credentials) },
    )
    await fc.assert(
      fc.asyncProperty(anyRequest, async (request) => {
        const answer = await send(agent, sandbox, callers, request)
        const scenario = { world, caller: callers[request.who] }
        expect(violations(scenario, request, answer), addressOf(request)).toEqual([])
        for (const kind of kindsOf(request, answer)) seen.set(kind, (seen.get(kind) ?? 0) + 1)
      }),
      { numRuns: RUNS, seed },
    )
    agent.destroy()
    for (const [kind, share] of Object.entries(SHARES)) {
      expect(seen.get(kind) ?? 0, kind).toBeGreaterThan((RUNS * share) / 200)
    }
  },
)
