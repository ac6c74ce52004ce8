// A time, formatted for people and machine-readable in `datetime`.

import { formatTime, type TimeStyle } from '../format.ts'

export const Time = ({ time, style = 'moment' }: { time: string; style?: TimeStyle }) => (
  <time dateTime={time}>{formatTime(time, style)}</time>
)
