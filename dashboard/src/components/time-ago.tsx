// How long ago something was. It stays true while the page is open.

import { useEffect, useState } from 'react'

import { formatRelativeTime, formatTime } from '../format.ts'
import { messages } from '../messages/index.ts'

const INTERVAL_MS = 20_000
const MINUTE_MS = 60_000

export const TimeAgo = ({ time }: { time: number }) => {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), INTERVAL_MS)
    return () => clearInterval(timer)
  }, [])
  const current = Math.max(now, time)
  return (
    <time dateTime={new Date(time).toISOString()} title={formatTime(time)}>
      {current - time < MINUTE_MS ? messages.common.justNow : formatRelativeTime(time, current)}
    </time>
  )
}
