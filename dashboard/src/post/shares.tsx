// The organic and the promoted share of each metric of a post.

import type { ShareRow } from '../charts/shares.tsx'
import { formatCount, formatShare } from '../format.ts'
import { messages } from '../messages/index.ts'
import { METRICS, metricValue } from '../metrics.ts'
import { Chart, DataTable } from './chart.tsx'
import type { DetailedPost } from './detailed-post.ts'
import { ShareChart } from './lazy-charts.ts'

const shareRows = (post: DetailedPost): readonly ShareRow[] =>
  METRICS.flatMap(({ name, label, isRate }) => {
    const organic = metricValue(post, 'organicMetrics', name)
    const promoted = metricValue(post, 'promotedMetrics', name)
    if (isRate || typeof organic !== 'number' || typeof promoted !== 'number') return []
    return organic + promoted === 0 ? [] : [{ label, organic, promoted }]
  })

/** In pixels: one bar per row, the axis and the legend. */
const shareChartHeight = (rows: number): number => 70 + rows * 40

/** Renders null without both groups: the table of all metrics has the reason. */
export const Shares = ({ post }: { post: DetailedPost }) => {
  const rows = shareRows(post)
  if (post.promotedMetrics === null || post.organicMetrics === null) return null
  return (
    <section className="card" aria-labelledby="shares">
      <h2 id="shares">{messages.post.shares}</h2>
      {post.promotedShare !== null && (
        <p data-metric="promotedShare">{messages.post.fromAds(formatShare(post.promotedShare))}</p>
      )}
      {rows.length === 0 ? (
        <p className="muted">{messages.post.noShares}</p>
      ) : (
        <>
          <Chart height={shareChartHeight(rows.length)}>
            <ShareChart rows={rows} height={shareChartHeight(rows.length)} />
          </Chart>
          <DataTable
            caption={messages.common.asTable(messages.post.shares)}
            head={messages.post.sharesColumns}
            rows={rows.map(({ label, organic, promoted }) => [
              label,
              formatCount(organic),
              formatCount(promoted),
              formatShare(promoted / (organic + promoted)),
            ])}
          />
        </>
      )}
    </section>
  )
}
