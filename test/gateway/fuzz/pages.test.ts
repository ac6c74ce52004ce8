// Pages of timelines, and users, changed in all ways on their way from X: what is shown is what X said, or a coded error.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { expect, it } from 'vitest'
import { createTestGateway } from '../../kit/gateway.ts'
import { getX, NOW, sandboxAt } from '../../kit/sandbox/call.ts'
import { mutated } from '../../soak/lib/answers-mutations.ts'
import {
  faultsOf,
  type GatewayAnswer,
  inventedIn,
  saidIn,
} from '../../soak/lib/answers-questions.ts'
import { pick, randomOf } from '../../soak/lib/answers-random.ts'
import type { WireAnswer } from '../../soak/lib/answers-wire.ts'

const NUMBERS = `publicMetrics { likeCount quoteCount impressionCount } organicMetrics { likeCount userProfileClicks }
  promotedMetrics { impressionCount } nonPublicMetrics { engagements }`

const QUERIES = [
  `{ user(id: "2244994945") { id posts(first: 20) { nodes { id text ${NUMBERS} } pageInfo { hasNextPage endCursor } } } }`,
  `{ viewer { accounts { posts(first: 100, excludeReplies: true) { nodes { id text ${NUMBERS} } pageInfo { hasNextPage } } } } }`,
  '{ users(ids: ["2244994945", "1354143047324299264", "12"]) { id name username publicMetrics { followersCount } } }',
  '{ user(username: "TwitterDev") { id name username description publicMetrics { postCount } } }',
]

const TIMES = 300

it.each(['current', 'classic'] as const)(
  'three hundred of them, in the %s manner',
  async (manners) => {
    await using x = await sandboxAt({ manners })
    let change = (answer: WireAnswer): WireAnswer => answer
    const given: Buffer[] = []
    const told = new Map<string, Promise<WireAnswer>>()
    const truthOf = async (url: string, as: 'app' | 'owner'): Promise<WireAnswer> => {
      const { status, headers, text } = await getX(x, url, as)
      const type = headers.get('content-type') ?? ''
      return { status, headers: { 'content-type': type }, body: Buffer.from(text) }
    }
    const relay = createServer((request, response) => {
      const { url = '/', headers } = request
      const truth =
        told.get(url) ?? truthOf(url, headers.authorization?.startsWith('OAuth') ? 'owner' : 'app')
      told.set(url, truth)
      void truth.then((answer) => {
        const { status, headers, body } = change(answer)
        given.push(body)
        response.writeHead(status, headers as Record<string, string>).end(body)
      })
    })
    await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve))
    const faults: unknown[] = []
    // Windows that X speaks of are over for the next one.
    let clock = NOW
    const now = (): number => clock
    const { port } = relay.address() as AddressInfo
    const gateway = await createTestGateway({
      on: x,
      now,
      asX: true,
      onFault: (fault) => faults.push(fault),
      environment: { X_API_URL: `http://127.0.0.1:${port}`, UPSTREAM_TIMEOUT_MS: '1000' },
    })
    const codes = new Map<string, number>()
    let shown = 0
    try {
      for (let trial = 0; trial < TIMES; trial++) {
        const random = randomOf(trial * 7919 + 13)
        const query = pick(random, QUERIES)
        const isChanged = random(20) > 0
        change = (answer) => {
          const changed = isChanged ? mutated(random, answer) : answer
          // An X that fails again and again is left alone.
          return changed.status < 500 ? changed : answer
        }
        given.length = 0
        clock += 15 * 60_000
        const answer = (await gateway.query(query)) as GatewayAnswer
        const label = `trial ${trial}: ${query}\n${given.map(String).join('\n').slice(0, 3000)}\n${JSON.stringify(answer)}`
        expect(faults, label).toEqual([])
        const wrong = [
          ...faultsOf({ ...answer, data: { posts: [] } }, []),
          ...inventedIn(answer.data, saidIn(given)),
        ]
        expect(wrong, label).toEqual([])
        shown += JSON.stringify(answer.data).split('"likeCount"').length - 1
        for (const { extensions } of answer.errors ?? []) {
          const code = extensions?.code ?? ''
          codes.set(code, (codes.get(code) ?? 0) + 1)
        }
      }
    } finally {
      await gateway[Symbol.asyncDispose]()
      relay.closeAllConnections()
      relay.close()
    }
    // Not because nothing is shown.
    expect(shown).toBeGreaterThan(2000)
    expect([...codes.keys()]).toContain('UPSTREAM_INVALID_RESPONSE')
  },
  60_000,
)
