// Every fault of X for one call of several, for public and private metrics, and empty and stale caches: what the client
// gets. The table is printed.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { Effect, Sandbox } from '../../sandbox/index.ts'
import { createTestGateway, type GraphQLResponse, literal } from '../kit/gateway.ts'
import { NOW, sandboxAt } from '../kit/sandbox/call.ts'
import { foreignPosts, ownPosts, visiblePosts } from '../kit/sandbox/posts.ts'

const SERVED = 'served'

/** Faults with the resulting error code when nothing is cached. */
const FAULTS: Readonly<Record<string, readonly [Effect, string]>> = {
  'connection reset': [{ kind: 'reset' }, 'UPSTREAM_UNAVAILABLE'],
  'no answer': [{ kind: 'hang' }, 'UPSTREAM_TIMEOUT'],
  'late answer': [{ kind: 'delay', ms: 1500 }, 'UPSTREAM_TIMEOUT'],
  'slow answer': [{ kind: 'delay', ms: 30 }, SERVED],
  'half a body': [{ kind: 'half-body' }, 'UPSTREAM_INVALID_RESPONSE'],
  'wrong length': [{ kind: 'wrong-length' }, 'UPSTREAM_INVALID_RESPONSE'],
  'no UTF-8, no JSON': [{ kind: 'garbage' }, 'UPSTREAM_INVALID_RESPONSE'],
  'HTML, 200': [{ kind: 'html', status: 200 }, 'UPSTREAM_INVALID_RESPONSE'],
  'HTML, 502': [{ kind: 'html', status: 502 }, 'UPSTREAM_UNAVAILABLE'],
  'empty, 200': [{ kind: 'empty', status: 200 }, 'UPSTREAM_INVALID_RESPONSE'],
  'empty, 503': [{ kind: 'empty', status: 503 }, 'UPSTREAM_UNAVAILABLE'],
  'JSON of another kind': [
    { kind: 'answer', body: { data: 'nothing' } },
    'UPSTREAM_INVALID_RESPONSE',
  ],
  'larger than 16 MB': [
    { kind: 'answer', body: `"${'x'.repeat(17 * 2 ** 20)}"` },
    'UPSTREAM_INVALID_RESPONSE',
  ],
  'status 418': [{ kind: 'answer', status: 418 }, 'UPSTREAM_INVALID_RESPONSE'],
  '401': [{ kind: 'refuse', as: 'unauthorized' }, 'CREDENTIALS_REJECTED'],
  '402': [{ kind: 'refuse', as: 'credits-depleted' }, 'CREDITS_DEPLETED'],
  '402 of the account': [{ kind: 'refuse', as: 'account-credits-depleted' }, 'CREDITS_DEPLETED'],
  '403 of the app': [{ kind: 'refuse', as: 'client-forbidden' }, 'ACCESS_LEVEL_TOO_LOW'],
  '403 of the token': [{ kind: 'refuse', as: 'forbidden' }, 'ACCESS_LEVEL_TOO_LOW'],
  '429 of a window': [
    { kind: 'refuse', as: 'rate-limited', rateLimitHeaders: true },
    'RATE_LIMITED',
  ],
  '429 without headers': [{ kind: 'refuse', as: 'rate-limited-in-text' }, 'RATE_LIMITED'],
  '429 of the plan': [{ kind: 'refuse', as: 'usage-capped' }, 'USAGE_CAP_EXCEEDED'],
  '500': [{ kind: 'refuse', as: 'internal-error' }, 'UPSTREAM_UNAVAILABLE'],
  '503': [
    { kind: 'refuse', as: 'unavailable', rateLimitHeaders: 'sentinel' },
    'UPSTREAM_UNAVAILABLE',
  ],
  'a field not read': [{ kind: 'hydration-failure', field: 'lang' }, SERVED],
}

const SELECTIONS = {
  public: 'publicMetrics { likeCount }',
  private: 'organicMetrics { impressionCount }',
} as const

type Kind = keyof typeof SELECTIONS

let x: Sandbox
const clock = { time: NOW }
const table = new Map<string, string[]>()

beforeAll(async () => {
  x = await sandboxAt({ limits: '2026', now: () => clock.time })
})

afterAll(async () => {
  await x.close()
  const columns = ['public', 'private'].flatMap((kind) =>
    ['cold', 'stale'].map((when) => `${kind}, ${when}`),
  )
  const rows = [...table].map(([name, cells]) => `| ${name} | ${cells.join(' | ')} |`)
  const head = `| fault | ${columns.join(' | ')} |\n|${'---|'.repeat(columns.length + 1)}`
  process.stdout.write(`\n${head}\n${rows.join('\n')}\n\n`)
})

/** One own post that the fault affects, and other posts whose call it does not affect. */
const idsFor = (kind: Kind): { hit: string; ids: readonly string[] } => {
  if (kind === 'private') {
    const [own] = ownPosts(x)
    const ids = [...foreignPosts(x).slice(0, 5), own].map((post) => post?.id ?? '')
    return { hit: own?.id ?? '', ids }
  }
  const all = visiblePosts(x)
    .slice(0, 101)
    .map(({ id }) => id)
  return { hit: all.at(-1) ?? '', ids: all }
}

const cell = async ([effect, code]: readonly [Effect, string], kind: Kind, stale: boolean) => {
  const timeoutMs = code === 'UPSTREAM_TIMEOUT' ? 300 : 5000
  const { hit, ids } = idsFor(kind)
  await using g = await createTestGateway({
    on: x,
    now: () => clock.time,
    environment: {
      UPSTREAM_TIMEOUT_MS: String(timeoutMs),
      CACHE_TTL_SECONDS: '60',
      PRIVATE_CACHE_TTL_SECONDS: '30',
      COALESCE_WINDOW_MS: '0',
    },
  })
  const query = `{ posts(ids: ${literal(ids)}) { id lang ${SELECTIONS[kind]} } }`
  // The authors are known; otherwise the posts would share a call.
  await g.query(`{ posts(ids: ${literal(ids)}) { author { id } } }`)
  const before = stale ? await g.query(query) : undefined
  clock.time += 20 * 60_000
  g.takeRequests()
  const armed = x.fault({
    ...effect,
    when: ({ path, query: { ids: asked = '' }, context }) =>
      path === '/2/tweets' &&
      asked.split(',').includes(hit) &&
      (kind === 'public' || context !== 'app'),
  })
  const after = await g.query(query)
  armed.remove()
  return { before, after, ids, hit, met: armed.hits }
}

const postOf = ({ data }: GraphQLResponse, id: string) =>
  data.posts.find((post: { id: string } | null) => post?.id === id)

const outcomeOf = (answer: GraphQLResponse, index: number): string => {
  const error = answer.errors?.find(({ path }) => path?.[1] === index)
  if (error !== undefined) return error.extensions.code
  return answer.extensions.notices?.some(({ code }) => code === 'STALE') ? 'STALE' : SERVED
}

describe.each(Object.entries(FAULTS))('%s', (name, fault) => {
  const [, code] = fault
  it.each(
    (['public', 'private'] as const).flatMap((kind) =>
      [false, true].map((stale) => ({ kind, stale })),
    ),
  )('$kind, stale: $stale', async ({ kind, stale }) => {
    const { before, after, ids, hit, met } = await cell(fault, kind, stale)
    expect(met).toBeGreaterThanOrEqual(1)
    const index = ids.indexOf(hit)
    const outcome = outcomeOf(after, index)
    table.set(name, [...(table.get(name) ?? []), outcome])
    // Values that X withdrew are not served from the cache either.
    const withdrawn = kind === 'private' && /REJECTED|ACCESS/.test(code)
    expect(outcome).toBe(code === SERVED ? SERVED : stale && !withdrawn ? 'STALE' : code)
    const post = postOf(after, hit)
    if (outcome === 'STALE') {
      expect(post).toEqual(postOf(before as GraphQLResponse, hit))
      const [notice] = after.extensions.notices?.filter(({ code: each }) => each === 'STALE') ?? []
      expect(notice?.postIds).toEqual([hit])
      expect(notice?.message).toContain(code)
    } else if (outcome !== SERVED) {
      expect(post).toBeUndefined()
      expect(after.errors).toHaveLength(1)
      expect(after.errors?.[0]?.message).toMatch(/^[A-Z].{20,}[.]$/s)
    }
    // The other posts are complete.
    const served = after.data.posts.filter((each: unknown) => each !== null)
    expect(served).toHaveLength(ids.length - (post === undefined ? 1 : 0))
    for (const each of served) {
      if (kind === 'public') expect(each.publicMetrics.likeCount).toBeTypeOf('number')
    }
    if (outcome === SERVED && kind === 'private') {
      expect(post.organicMetrics.impressionCount).toBeTypeOf('number')
    }
  })
})
