// Fuzzes timelines and users with mutated X responses: the gateway returns what X returned, or an error with a code.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { expect, it } from 'vitest'
import { createTestGateway } from '../../kit/gateway.ts'
import { getX, NOW, sandboxAt } from '../../kit/sandbox/call.ts'
import { mutate } from '../../soak/lib/answers-mutations.ts'
import {
  checkFormat,
  findInvented,
  type GatewayResponse,
  indexResponses,
} from '../../soak/lib/answers-questions.ts'
import { createRandom, pick } from '../../soak/lib/answers-random.ts'
import type { WireResponse } from '../../soak/lib/answers-wire.ts'

const METRICS = `publicMetrics { likeCount quoteCount impressionCount } organicMetrics { likeCount userProfileClicks }
  promotedMetrics { impressionCount } nonPublicMetrics { engagements }`

const QUERIES = [
  `{ user(by: { id: "2244994945" }) { id posts(first: 20) { nodes { id text ${METRICS} } pageInfo { hasNextPage endCursor } } } }`,
  `{ viewer { accounts { posts(first: 100, excludeReplies: true) { nodes { id text ${METRICS} } pageInfo { hasNextPage } } } } }`,
  '{ users(ids: ["2244994945", "1354143047324299264", "12"]) { id name username publicMetrics { followersCount } } }',
  '{ user(by: { username: "TwitterDev" }) { id name username description publicMetrics { postCount } } }',
]

const TRIALS = 100

it.each(['current', 'classic'] as const)(
  '100 mutated pages with %s behavior give what X returned or errors with a code',
  async (manners) => {
    await using x = await sandboxAt({ manners })
    let change = (answer: WireResponse): WireResponse => answer
    const sent: Buffer[] = []
    const cache = new Map<string, Promise<WireResponse>>()
    const requestSandbox = async (url: string, as: 'app' | 'owner'): Promise<WireResponse> => {
      const { status, headers, text } = await getX(x, url, as)
      const type = headers.get('content-type') ?? ''
      return { status, headers: { 'content-type': type }, body: Buffer.from(text) }
    }
    const proxy = createServer((request, response) => {
      const { url = '/', headers } = request
      const original =
        cache.get(url) ??
        requestSandbox(url, headers.authorization?.startsWith('OAuth') ? 'owner' : 'app')
      cache.set(url, original)
      void original.then((answer) => {
        const { status, headers, body } = change(answer)
        sent.push(body)
        response.writeHead(status, headers as Record<string, string>).end(body)
      })
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    const faults: unknown[] = []
    // Advances beyond all rate-limit windows before each trial.
    let clock = NOW
    const now = (): number => clock
    const { port } = proxy.address() as AddressInfo
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
      for (let trial = 0; trial < TRIALS; trial++) {
        const random = createRandom(trial * 7919 + 13)
        const query = pick(random, QUERIES)
        const isChanged = random(20) > 0
        change = (answer) => {
          const changed = isChanged ? mutate(random, answer) : answer
          // Repeated 5xx responses would open the circuit breaker.
          return changed.status < 500 ? changed : answer
        }
        sent.length = 0
        clock += 15 * 60_000
        const answer = (await gateway.query(query)) as GatewayResponse
        const label = `trial ${trial}: ${query}\n${sent.map(String).join('\n').slice(0, 3000)}\n${JSON.stringify(answer)}`
        expect(faults, label).toEqual([])
        const wrong = [
          ...checkFormat({ ...answer, data: { posts: [] } }, []),
          ...findInvented(answer.data, indexResponses(sent)),
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
      proxy.closeAllConnections()
      proxy.close()
    }
    // Most metrics are still returned.
    expect(shown).toBeGreaterThan(2000)
    expect([...codes.keys()]).toContain('UPSTREAM_INVALID_RESPONSE')
  },
)
