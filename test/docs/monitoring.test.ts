// The Grafana dashboard and the alert rules use metrics, labels and codes that the gateway exports.

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import { beforeAll, describe, expect, it, vi } from 'vitest'
import { parse as parseYaml } from 'yaml'

import { createTestGateway, keysOf, temporary } from '../kit/gateway.ts'
import { type Labels, matches, selectorsOf } from '../kit/promql.ts'
import { hasRedis, NEEDS_REDIS, sharing, startRedis } from '../kit/redis.ts'
import { sandboxAt } from '../kit/sandbox/call.ts'
import { foreignPosts, ownPosts } from '../kit/sandbox/posts.ts'

const read = (name: string): string =>
  readFileSync(resolve(import.meta.dirname, '../../docs', name), 'utf8')

interface Rule {
  readonly alert?: string
  readonly record?: string
  readonly expr: string
  readonly for?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
}

interface Panel {
  readonly id: number
  readonly title: string
  readonly type: string
  readonly gridPos: {
    readonly x: number
    readonly y: number
    readonly w: number
    readonly h: number
  }
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } }
  readonly targets?: readonly { readonly expr: string; readonly refId: string }[]
}

interface Variable {
  readonly name: string
  readonly query: string | { readonly query: string }
}

const rules: readonly Rule[] = parseYaml(read('monitoring/alerts.yaml')).groups.flatMap(
  (group: { readonly rules: readonly Rule[] }) => group.rules,
)
const alerts = rules.filter(({ alert }) => alert !== undefined)
const recorded = new Set(rules.flatMap(({ record }) => record ?? []))

const dashboard: {
  readonly panels: readonly Panel[]
  readonly templating: { readonly list: readonly Variable[] }
} = JSON.parse(read('monitoring/dashboard.json'))
const panels = dashboard.panels.filter(({ type }) => type !== 'row')

/** The expression that Grafana sends, with its variables replaced. */
const interpolate = (expr: string): string =>
  expr.replaceAll('$__rate_interval', '5m').replaceAll(/=~"\$\w+"/g, '=~".+"')

/** `x` in `label_values(x, label)`. */
const valuesOf = ({ query }: Variable): string[] => {
  const text = typeof query === 'string' ? query : query.query
  return /^label_values\((.+), \w+\)$/.exec(text)?.slice(1, 2) ?? []
}

const expressions = [
  ...rules.map(({ alert, record, expr }) => [alert ?? record ?? '', expr] as const),
  ...panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ refId, expr }) => [`“${title}” ${refId}`, interpolate(expr)] as const),
  ),
  ...dashboard.templating.list.flatMap((variable) =>
    valuesOf(variable).map((expr) => [`$${variable.name}`, interpolate(expr)] as const),
  ),
]

/** Labels that Prometheus adds to each series. */
const TARGET = { job: 'x-metrics-gateway', instance: 'gateway.example:4000' }

const samplesIn = (text: string): Map<string, Labels[]> => {
  const samples = new Map<string, Labels[]>([['up', [TARGET]]])
  for (const name of recorded) samples.set(name, [{}])
  for (const [, name = '', labels = ''] of text.matchAll(/^(\w+)(?:\{(.*)\})? \S+$/gm)) {
    const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, value]) => [label, value])
    const series = samples.get(name) ?? []
    samples.set(name, series)
    series.push({ ...Object.fromEntries(pairs), ...TARGET })
  }
  return samples
}

/** Node.js exports garbage collections only after the first one. */
const collectGarbage = (): void => {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
}

/** The metrics of a gateway after successful and failed requests. */
const live = async (): Promise<string> => {
  using directory = temporary()
  await using redis = hasRedis ? await startRedis() : undefined
  await using x = await sandboxAt({ limits: '2026' })
  await using g = await createTestGateway({
    on: x,
    environment: {
      ...keysOf(x, directory.path),
      CACHE_TTL_SECONDS: '60',
      ARCHIVE: 'on',
      ...(redis && {
        ...sharing(redis),
      }),
    },
  })
  const [post, another] = foreignPosts(x)
  const [own] = ownPosts(x)
  await fetch(`${g.url}/ready`)
  const both = `query Both { one: post(id: "${post?.id}") { text } two: post(id: "${another?.id}") { text } }`
  // Delays the first call until the second request joins it.
  const delay = x.fault({ kind: 'delay', ms: 300 })
  await Promise.all([g.query(both), g.query(both)])
  delay.remove()
  await g.query(both)
  await g.query(`{ post(id: "${own?.id}") { organicMetrics { likeCount } } }`)
  await g.query('query Lost { post(id: "20") { text } }')
  await g.query('{ nothing }')
  x.fault({ kind: 'refuse', as: 'unauthorized' })
  await g.query('query Refused { post(id: "21") { text } }')
  const metrics = async (): Promise<string> => (await fetch(`${g.url}/metrics`)).text()
  collectGarbage()
  return await vi.waitFor(async () => {
    const text = await metrics()
    expect(text).toContain('nodejs_gc_duration_seconds_sum{kind="major"}')
    return text
  })
}

let samples: ReadonlyMap<string, readonly Labels[]>
beforeAll(async () => {
  samples = samplesIn(await live())
})

describe('/metrics has everything that is used', () => {
  const withoutRedis = expressions.filter(([, expr]) => !expr.includes('gateway_redis'))

  it.each(hasRedis ? expressions : withoutRedis)(`by %s${NEEDS_REDIS}`, (_, expr) => {
    for (const { metric, matchers, groupedBy } of selectorsOf(expr)) {
      const series = samples.get(metric) ?? []
      expect(series.length, metric).toBeGreaterThan(0)
      const labels = new Set(series.flatMap((each) => Object.keys(each)))
      for (const label of [...groupedBy, ...matchers.map((matcher) => matcher.label)]) {
        expect(labels, metric).toContain(label)
      }
      // A few queries do not produce every code; the documents list them.
      const codes = matchers.filter(({ label }) => label === 'code')
      for (const code of codes.flatMap(({ value }) => value.split('|'))) {
        if (code !== 'OK') expect(read('errors.md')).toContain(`| \`${code}\` |`)
      }
      const others = matchers.filter((matcher) => !codes.includes(matcher))
      const selected = series.filter((each) => others.every((matcher) => matches(each, matcher)))
      expect(selected.length, `${metric} ${JSON.stringify(others)}`).toBeGreaterThan(0)
    }
  })
})

describe('the alert rules', () => {
  it.each(alerts)('$alert has a duration, a severity, a summary and a description', (rule) => {
    expect(rule.for).toMatch(/^[1-9]\d*m$/)
    expect(rule.labels?.severity).toMatch(/^(critical|warning)$/)
    expect(rule.annotations?.summary).toMatch(/[.]$/)
    expect(rule.annotations?.description).toMatch(/^[A-Z].{60,}[.]$/s)
  })

  it('are in the README, each with its severity', () => {
    const rows = [...read('monitoring/README.md').matchAll(/^\| (`Gateway.+?) \| (\w+) \|/gm)]
    const listed = rows.flatMap(([, names = '', severity]) =>
      [...names.matchAll(/`(\w+)`/g)].map(([, name]) => [name, severity]),
    )
    const written = alerts.map(({ alert, labels }) => [alert, labels?.severity])
    expect(listed.sort()).toEqual(written.sort())
  })

  it('select the job that the README scrapes', () => {
    const [, config = ''] = /```yaml\n([^`]+)```/.exec(read('monitoring/README.md')) ?? []
    const jobs = rules
      .flatMap(({ expr }) => selectorsOf(expr))
      .flatMap(({ matchers }) => matchers.filter(({ label }) => label === 'job'))
      .map(({ value }) => value)
    const scraped = parseYaml(config).scrape_configs[0].job_name
    expect([...new Set(jobs)]).toEqual([scraped])
  })

  it('name settings that exist', () => {
    const settings = read('../.env.example').match(/^[A-Z_]+(?==)/gm)
    const named = JSON.stringify(alerts.map(({ annotations }) => annotations)).match(
      /\b(?!USAGE_CAP|CREDITS_|CREDENTIALS_|UPSTREAM_UNAVAILABLE|RATE_LIMITED|INTERNAL_)[A-Z]+(?:_[A-Z]+)+\b/g,
    )
    for (const name of named ?? []) expect(settings).toContain(name)
    expect(named?.length).toBeGreaterThan(10)
  })
})

describe('the dashboard', () => {
  it('takes its data source from a variable', () => {
    expect(dashboard.templating.list.map(({ name }) => name)).toEqual([
      'datasource',
      'job',
      'instance',
    ])
    const sources: unknown[] = []
    JSON.stringify(dashboard, (key, value) => {
      if (key === 'datasource') sources.push(value)
      return value
    })
    expect(sources.length).toBeGreaterThan(panels.length)
    for (const source of sources) {
      expect(source).toEqual({ type: 'prometheus', uid: `\${datasource}` })
    }
  })

  it('selects only the chosen jobs and instances', () => {
    for (const { targets = [] } of panels) {
      for (const { expr } of targets) {
        for (const { metric, matchers } of selectorsOf(expr.replaceAll('$__rate_interval', '5m'))) {
          if (recorded.has(metric)) continue
          expect(matchers.slice(0, 2).map(({ value }) => value)).toEqual(['$job', '$instance'])
        }
      }
    }
  })

  it('has panels with unique ids, separate places and units', () => {
    const ids = dashboard.panels.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const taken = new Set<string>()
    for (const { gridPos, title } of dashboard.panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24)
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(taken, title).not.toContain(`${x} ${y}`)
          taken.add(`${x} ${y}`)
        }
      }
    }
    for (const { fieldConfig, title } of panels) {
      expect(fieldConfig?.defaults.unit, title).toMatch(/\w/)
    }
  })
})
