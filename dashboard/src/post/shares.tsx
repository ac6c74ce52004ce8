// Organic against promoted: for each count, which part came from where.

import { COUNTS, numberIn } from '../definitions.ts'
import { formatCount, formatShare } from '../format.ts'
import type { DetailedPost } from '../views/post.tsx'
import { REASONS } from '../words.ts'
import { ChartFrame, DataTable } from './chart-frame.tsx'
import { ShareChart } from './charts.ts'

export interface Shared {
  readonly label: string
  readonly organic: number
  readonly promoted: number
}

const sharesOf = (post: DetailedPost): readonly Shared[] =>
  COUNTS.flatMap(({ name, label, share }) => {
    const organic = numberIn(post, 'organicMetrics', name)
    const promoted = numberIn(post, 'promotedMetrics', name)
    if (share || typeof organic !== 'number' || typeof promoted !== 'number') return []
    return organic + promoted === 0 ? [] : [{ label, organic, promoted }]
  })

const whyNot = ({ unavailableMetrics }: DetailedPost): string => {
  const [first] = unavailableMetrics.filter(({ variant }) => variant !== 'NON_PUBLIC')
  return first === undefined ? 'There is nothing to compare yet.' : REASONS[first.reason]
}

export const Shares = ({ post }: { post: DetailedPost }) => {
  const shares = sharesOf(post)
  return (
    <section aria-labelledby="shares">
      <h2 id="shares">Organic against promoted</h2>
      {shares.length === 0 ? (
        <p className="muted">{whyNot(post)}</p>
      ) : (
        <>
          <ChartFrame>
            <ShareChart shares={shares} />
          </ChartFrame>
          <DataTable
            caption="Organic and promoted as a table"
            head={['Count', 'Organic', 'Promoted', 'Promoted share']}
            rows={shares.map(({ label, organic, promoted }) => [
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
