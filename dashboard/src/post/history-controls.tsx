// Chooses the range and the metric of a post's chart, and saves its data. The choice is part of the URL.

import { RadioGroup } from '../components/radio-group.tsx'
import { messages } from '../messages/index.ts'
import { useParams } from '../use-route.ts'
import { CHART_METRICS, type ChartMetric } from './chart-rows.ts'
import { RANGES, type RangeName } from './chart-window.ts'

const text = messages.post

interface HistoryControlsProps {
  readonly metric: ChartMetric
  readonly range: RangeName
  /** Undefined if there is nothing to save. */
  readonly onExport: (() => void) | undefined
}

export const HistoryControls = ({ metric, range, onExport }: HistoryControlsProps) => {
  const { set } = useParams()
  return (
    <div className="tools">
      <RadioGroup
        label={text.timeRange}
        name="range"
        all={RANGES}
        names={text.ranges}
        chosen={range}
        onChange={(name) => set({ range: name === 'week' ? undefined : name }, { replace: true })}
      />
      <label>
        <span className="visually-hidden">{text.metric}</span>
        <select
          value={metric}
          onChange={({ target: { value } }) =>
            set({ metric: value === 'impressionCount' ? undefined : value }, { replace: true })
          }
        >
          {CHART_METRICS.map((name) => (
            <option key={name} value={name}>
              {messages.metrics.names[name].label}
            </option>
          ))}
        </select>
      </label>
      <button type="button" disabled={onExport === undefined} onClick={onExport}>
        {text.chartCsv}
      </button>
    </div>
  )
}
