// Ten thousand random requests over real sockets, half of them in each manner. The seeds are fixed: a
// failure names the request and comes again.

import { Agent, request } from 'node:http'

import fc from 'fast-check'
import { expect, it } from 'vitest'

import type { Manners, Sandbox } from '../../../sandbox/index.ts'
import { sandboxAt } from '../../kit/sandbox/ask.ts'
import { type Callers, createCallers } from './callers.ts'
import { type Answered, complaints } from './judge.ts'
import { oauthRequests } from './oauth-requests.ts'
import { dataRequests, type RandomRequest } from './requests.ts'

const RUNS = 5_000
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
  asked: RandomRequest,
): Promise<Answered> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const { method, body } = asked
    const path = addressOf(asked)
    const authorization =
      asked.authorization ?? callers[asked.who].authorization(method, url + path)
    const headers = {
      ...(authorization !== undefined && { authorization }),
      ...(body && { 'content-length': Buffer.byteLength(body.text), 'content-type': body.type }),
    }
    const options = { agent, method, hostname, port, path, headers, timeout: 5_000 }
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

/** How many in a hundred have to be such, or a run proves little. */
const SHARES = {
  data: 30,
  includes: 15,
  errors: 30,
  'data beside errors': 15,
  'no data at all': 10,
  'post words': 5,
  'private numbers': 3,
  'promoted numbers': 1,
  'private numbers of media': 0.8,
  'private groups of media without numbers': 0.4,
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

type Sort = keyof typeof SHARES

/** Which of these an answer is. */
const sortsOf = (
  { kind, search }: RandomRequest,
  { status, text }: Answered,
): readonly string[] => {
  if (kind === 'oauth') return [`OAuth ${status}`]
  if (status !== 200) return [`status ${status}`]
  const data = text.startsWith('{"data"')
  const errors = text.includes('"errors":[')
  const is: Readonly<Partial<Record<Sort, boolean>>> = {
    data,
    includes: text.includes('"includes":{'),
    errors,
    'data beside errors': data && errors,
    'no data at all': !data,
    'post words': data && search.includes('post.fields'),
    'private numbers': /"organic_metrics":\{"impression_count":\d/.test(text),
    'promoted numbers': text.includes('"promoted_metrics":{'),
    'private numbers of media': /"playback_0_count":\d/.test(text),
    'private groups of media without numbers': text.includes('"playback_0_count":null'),
    'rows of Labs': data && kind === 'labs',
    'posts of timelines': data && kind === 'timeline',
    'lists of users': data && kind === 'users',
  }
  return Object.entries(is).flatMap(([sort, yes]) => (yes ? [sort] : []))
}

it.each<readonly [Manners, seed: number]>([
  ['current', 20_261_120],
  ['classic', 20_261_121],
])(
  '5,000 random requests get documented, well-formed, complete and discreet answers (%s manners)',
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
      fc.asyncProperty(anyRequest, async (asked) => {
        const answer = await send(agent, sandbox, callers, asked)
        const scene = { world, caller: callers[asked.who] }
        expect(complaints(scene, asked, answer), addressOf(asked)).toEqual([])
        for (const sort of sortsOf(asked, answer)) seen.set(sort, (seen.get(sort) ?? 0) + 1)
      }),
      { numRuns: RUNS, seed },
    )
    agent.destroy()
    for (const [sort, share] of Object.entries(SHARES)) {
      expect(seen.get(sort) ?? 0, sort).toBeGreaterThan((RUNS * share) / 100)
    }
  },
  60_000,
)
