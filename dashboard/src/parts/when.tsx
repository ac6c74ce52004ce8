// A moment, readable by people and by programs.

import { formatTime, type TimeStyle } from '../format.ts'

export const When = ({ time, style = 'moment' }: { time: string; style?: TimeStyle }) => (
  <time dateTime={time}>{formatTime(time, style)}</time>
)
