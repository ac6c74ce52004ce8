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

const reasonFor = ({ unavailableMetrics }: DetailedPost): string => {
  const [first] = unavailableMetrics.filter(({ variant }) => variant !== 'NON_PUBLIC')
  return first === undefined ? messages.post.noShares : messages.metrics.reasons[first.reason]
}

export const Shares = ({ post }: { post: DetailedPost }) => {
  const rows = shareRows(post)
  return (
    <section aria-labelledby="shares">
      <h2 id="shares">{messages.post.shares}</h2>
      {rows.length === 0 ? (
        <p className="muted">{reasonFor(post)}</p>
      ) : (
        <>
          <Chart>
            <ShareChart rows={rows} />
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
