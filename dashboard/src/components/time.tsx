// A time in the time zone of the URL, formatted for people and machine-readable in `datetime`.

import { formatTime, type TimeStyle } from '../format.ts'
import { timeZoneOf } from '../period.ts'
import { useParams } from '../use-route.ts'

export const Time = ({ time, style = 'moment' }: { time: string; style?: TimeStyle }) => {
  const timeZone = timeZoneOf(useParams().params)
  return <time dateTime={time}>{formatTime(time, style, timeZone)}</time>
}
