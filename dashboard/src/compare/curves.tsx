// How posts have grown: their curves over each other by age, and what each has at the end.

import { lazy, Suspense, useEffect, useState } from 'react'
import { type CombinedError, useClient } from 'urql'
import { ErrorMessage } from '../components/error-message.tsx'
import { RadioGroup } from '../components/radio-group.tsx'
import { formatAge, formatCount } from '../format.ts'
import { CurveDocument } from '../generated/graphql.ts'
import { messages } from '../messages/index.ts'
import { firstWords } from '../post/text.ts'
import type { RowPost } from '../posts/row.tsx'
import { useHref } from '../use-route.ts'
import {
  type Curve,
  type CurveMetric,
  lastOf,
  METRICS,
  RANGES,
  type RangeName,
  rowsOf,
} from './curve-points.ts'

const CurvesChart = lazy(() => import('../charts/curves.tsx'))

const text = messages.compare

/** More curves cannot be distinguished. */
const MAX_CURVES = 8

const RANGE_NAMES = ['day', 'week', 'month'] as const

interface Loaded {
  readonly curves: readonly Curve[]
  readonly error: CombinedError | undefined
}

/** Undefined until all curves are loaded. */
const useCurves = (posts: readonly RowPost[], range: RangeName) => {
  const client = useClient()
  const [loaded, setLoaded] = useState<Loaded>()
  const [attempt, setAttempt] = useState(0)
  const key = JSON.stringify([posts.map(({ id, createdAt }) => [id, createdAt]), range])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key has all of the posts; an attempt loads again
  useEffect(() => {
    let isCurrent = true
    const load = async ({ id, createdAt }: RowPost) => {
      const since = Date.parse(createdAt ?? '')
      const end = since + RANGES[range]
      const until = end < Date.now() ? new Date(end).toISOString() : null
      const { data, error } = await client.query(CurveDocument, { id, until })
      return { error, curve: { id, createdAt: since, samples: data?.post?.curve ?? [] } }
    }
    void Promise.all(posts.map(load)).then((all) => {
      if (!isCurrent) return
      const error = all.find((each) => each.error !== undefined)?.error
      setLoaded({ curves: all.map(({ curve }) => curve), error })
    })
    return () => {
      isCurrent = false
    }
  }, [client, key, attempt])
  return { loaded, retry: () => setAttempt((before) => before + 1) }
}

const titleOf = ({ displayText, id }: RowPost): string => firstWords(displayText ?? '') || id

interface LegendProps {
  readonly posts: readonly RowPost[]
  readonly rows: ReturnType<typeof rowsOf>
}

const Legend = ({ posts, rows }: LegendProps) => {
  const href = useHref()
  return (
    <ul className="curve-legend">
      {posts.map((post, index) => {
        const last = lastOf(rows, post.id)
        return (
          <li key={post.id}>
            <i style={{ background: `var(--curve-${index + 1})` }} aria-hidden="true" />
            <a className="text" href={href({ view: 'post', id: post.id })}>
              {titleOf(post)}
            </a>
            <span className="muted">
              {last === undefined
                ? text.notRecorded
                : text.valueAt(formatCount(last.value), formatAge(last.age))}
            </span>
          </li>
        )
      })}
    </ul>
  )
}

export const Curves = ({ posts: all }: { posts: readonly RowPost[] }) => {
  const posts = all.filter(({ createdAt }) => createdAt !== null).slice(0, MAX_CURVES)
  const [metric, setMetric] = useState<CurveMetric>('impressionCount')
  const [range, setRange] = useState<RangeName>('week')
  const { loaded, retry } = useCurves(posts, range)
  const rows = loaded === undefined ? [] : rowsOf(loaded.curves, metric, range)
  return (
    <section className="card" aria-labelledby="curves">
      <div className="head">
        <h2 id="curves">{text.curves}</h2>
        <div className="tools">
          <RadioGroup
            label={text.metric}
            name="metric"
            names={text.metrics}
            all={METRICS}
            chosen={metric}
            onChange={setMetric}
          />
          <RadioGroup
            label={text.age}
            name="age"
            names={text.ages}
            all={RANGE_NAMES}
            chosen={range}
            onChange={setRange}
          />
        </div>
      </div>
      {loaded?.error && <ErrorMessage error={loaded.error} onRetry={retry} />}
      {loaded && !loaded.error && rows.length === 0 && <p className="muted">{text.noCurves}</p>}
      <div className="columns">
        <div className="curves">
          {rows.length > 0 && (
            <Suspense fallback={null}>
              <CurvesChart
                title={text.curvesOf(text.metrics[metric])}
                rows={rows}
                posts={posts.map((post) => ({ id: post.id, name: titleOf(post) }))}
              />
            </Suspense>
          )}
        </div>
        <Legend posts={posts} rows={rows} />
      </div>
      {all.length > posts.length && <p className="muted">{text.moreCurves(MAX_CURVES)}</p>}
    </section>
  )
}
