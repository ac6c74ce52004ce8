// The totals of the period, each with its change and a sparkline. A tile selects the metric of the chart.

import { Sparkline } from '../components/sparkline.tsx'
import { formatPercent } from '../format.ts'
import type { TotalsFragment } from '../generated/graphql.ts'
import { messages } from '../messages/index.ts'
import { type ChartMetric, TILES, type TileView, type Trends, tilesOf } from './metrics.ts'

const text = messages.overview

const Change = ({ change, reason }: { change: TileView['change']; reason: string }) => {
  if (change === undefined) {
    return (
      <span className="change" title={reason}>
        –<span className="visually-hidden"> {reason}</span>
      </span>
    )
  }
  return (
    <span className="change" data-gain={change.isGain}>
      {change.text} <span className="visually-hidden">{text.sinceBefore}</span>
    </span>
  )
}

interface TilesProps {
  readonly totals: TotalsFragment & { readonly before: TotalsFragment | null }
  readonly trends: Trends | null | undefined
  readonly selected: ChartMetric
  readonly onSelect: (metric: ChartMetric) => void
}

export const Tiles = ({ totals, trends, selected, onSelect }: TilesProps) => {
  const reason = text.noComparison(formatPercent(totals.before?.coverage ?? 0))
  const tiles = tilesOf(totals)
  return (
    <section className="totals" aria-label={text.totals}>
      {TILES.map(({ metric, trend }, index) => (
        <button
          key={metric}
          type="button"
          className="card total"
          aria-pressed={metric === selected}
          title={text.show}
          data-metric={metric}
          onClick={() => onSelect(metric)}
        >
          <span className="muted">{text.metrics[metric]}</span>
          <span className="line">
            <strong title={tiles[index]?.value === undefined ? text.noSample : undefined}>
              {tiles[index]?.value ?? '–'}
            </strong>
            <Change change={tiles[index]?.change} reason={reason} />
          </span>
          {trends ? <Sparkline values={trend(trends)} /> : <span className="sparkline" />}
        </button>
      ))}
    </section>
  )
}
