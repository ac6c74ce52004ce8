// The last hour in small charts, with a bar for each minute.

import { formatCount, formatDollars, formatTime } from '../../format.ts'
import type { AllProcesses, MinuteCount } from '../../gateway/all-processes.ts'
import { messages } from '../../messages/index.ts'
import { timeZoneOf } from '../../period.ts'
import { useParams } from '../../use-route.ts'

const text = messages.operator

const HEIGHT = 40

interface MinuteBarsProps {
  readonly label: string
  readonly name: MinuteCount
  readonly format: (value: number) => string
}

const MinuteBars = ({
  label,
  name,
  format,
  lastHour,
}: MinuteBarsProps & Pick<AllProcesses, 'lastHour'>) => {
  const timeZone = timeZoneOf(useParams().params)
  const countOf = ({ counts }: AllProcesses['lastHour'][number]) => counts?.[name] ?? 0
  const most = Math.max(...lastHour.map(countOf))
  const total = lastHour.reduce((sum, minute) => sum + countOf(minute), 0)
  return (
    <figure className="minutes">
      <figcaption>
        {label} <strong>{format(total)}</strong>
      </figcaption>
      <svg
        viewBox={`0 0 ${lastHour.length} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={text.minutes(label, format(total), format(most))}
      >
        {lastHour.map((minute, index) => {
          const value = countOf(minute)
          const height = most === 0 ? 0 : (value / most) * HEIGHT
          return (
            <rect key={minute.at} x={index} y={HEIGHT - height} width={0.8} height={height}>
              <title>{`${formatTime(minute.at, 'clock', timeZone)}: ${format(value)}`}</title>
            </rect>
          )
        })}
      </svg>
      <p className="muted">{text.mostPerMinute(format(most))}</p>
    </figure>
  )
}

const CHARTS: readonly MinuteBarsProps[] = [
  { label: text.requests, name: 'requests', format: formatCount },
  { label: text.errorsLabel, name: 'errors', format: formatCount },
  { label: text.calls, name: 'calls', format: formatCount },
  { label: text.cost, name: 'usd', format: formatDollars },
]

export const LastHourCard = ({ lastHour }: Pick<AllProcesses, 'lastHour'>) => (
  <section className="card" aria-labelledby="last-hour">
    <h2 id="last-hour">{text.lastHour}</h2>
    <p className="muted">{text.lastHourScope}</p>
    <div className="minute-charts">
      {CHARTS.map((chart) => (
        <MinuteBars key={chart.name} {...chart} lastHour={lastHour} />
      ))}
    </div>
  </section>
)
