// When posts did best: the three best hours, and a heat map of the week, which is a table.

import { ErrorMessage } from '../components/error-message.tsx'
import { formatHour, formatShare, formatWeekday } from '../format.ts'
import { usePeriod, useRefreshedQuery } from '../gateway/refresh.ts'
import { OverviewBestTimesDocument } from '../generated/graphql.ts'
import { messages } from '../messages/index.ts'
import { addDays, dayOf, startOfDay } from '../period.ts'
import { bestHours, type Hour, levelsOf, rowsOf, WEEKDAYS } from './best-times.ts'

const text = messages.overview

/** An hour of the week has few posts, so a longer time than the period is looked at. */
const DAYS = 90
const BEST = 3
/** The hours that are labeled. */
const LABEL_EVERY = 6

const hoursText = ({ hour }: Hour): string => `${formatHour(hour)}–${formatHour(hour + 1)}`

const cellText = ({ weekday, hour, posts, medianEngagementRate }: Hour): string =>
  text.hourCell(
    formatWeekday(weekday, 'long'),
    formatHour(hour),
    posts,
    medianEngagementRate === null ? undefined : formatShare(medianEngagementRate),
  )

const HeatMap = ({ hours }: { hours: readonly Hour[] }) => {
  const levels = levelsOf(hours)
  const rows = rowsOf(hours)
  return (
    <table className="heat">
      <caption className="visually-hidden">{text.bestTimesOf(DAYS)}</caption>
      <thead>
        <tr>
          <td />
          {(rows[0] ?? []).map(({ hour }) => (
            <th key={hour} scope="col">
              <span className={hour % LABEL_EVERY === 0 ? '' : 'visually-hidden'}>
                {formatHour(hour)}
              </span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={WEEKDAYS[index]}>
            <th scope="row">{formatWeekday(WEEKDAYS[index] ?? 1, 'short')}</th>
            {row.map((hour) => (
              <td
                key={hour.hour}
                data-level={levels.get(hour)}
                data-posts={hour.posts > 0 || undefined}
                title={cellText(hour)}
              >
                <span className="visually-hidden">
                  {hour.medianEngagementRate === null
                    ? `${messages.common.posts(hour.posts)}`
                    : formatShare(hour.medianEngagementRate)}
                </span>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const Key = () => (
  <p className="heat-key muted" aria-hidden="true">
    {text.lower}
    {[1, 2, 3, 4, 5].map((level) => (
      <i key={level} data-level={level} />
    ))}
    {text.higher}
    <i data-posts="true" />
    {text.fewer}
  </p>
)

export const BestTimes = ({ account }: { account: string }) => {
  const { now, timeZone } = usePeriod()
  const first = addDays(dayOf(now, timeZone), 1 - DAYS)
  const { data, error, fetching, refetch } = useRefreshedQuery({
    query: OverviewBestTimesDocument,
    variables: {
      ...{ account, timezone: timeZone },
      since: new Date(startOfDay(first, timeZone)).toISOString(),
    },
  })
  const hours = data?.account?.bestTimes ?? []
  const best = bestHours(hours, BEST)
  return (
    <section className="card" aria-labelledby="best-times" aria-busy={fetching}>
      <h2 id="best-times">{text.bestTimes}</h2>
      <p className="muted">{text.bestTimesOf(DAYS)}</p>
      {error && <ErrorMessage error={error} onRetry={refetch} />}
      <ol className="best-hours">
        {best.map((hour) => (
          <li key={`${hour.weekday} ${hour.hour}`}>
            {text.best(
              formatWeekday(hour.weekday, 'long'),
              hoursText(hour),
              formatShare(hour.medianEngagementRate),
              hour.posts,
            )}
          </li>
        ))}
      </ol>
      {data && best.length === 0 && <p>{text.noBestTimes}</p>}
      {hours.length > 0 && <HeatMap hours={hours} />}
      {hours.length > 0 && <Key />}
    </section>
  )
}
