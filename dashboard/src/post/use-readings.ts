// The metrics of a post as live updates have brought them since the page was opened: one reading per minute, and the newest.

import { useEffect, useState } from 'react'

import type { Live } from '../gateway/live.ts'
import type { Reading } from './chart-rows.ts'

const MINUTE_MS = 60_000

const minuteOf = ({ at }: Reading): number => Math.floor(at / MINUTE_MS)

const append = (readings: readonly Reading[], next: Reading): readonly Reading[] => {
  const last = readings.at(-1)
  const isSameMinute = last !== undefined && minuteOf(last) === minuteOf(next)
  return [...(isSameMinute ? readings.slice(0, -1) : readings), next]
}

export const useReadings = (id: string, { posts, lastMessage }: Live): readonly Reading[] => {
  const [readings, setReadings] = useState<readonly Reading[]>([])
  useEffect(() => {
    const post = posts.get(id)
    if (post === undefined || lastMessage === undefined) return
    const at = Date.parse(lastMessage.at)
    setReadings((before) => append(before, { at, post }))
  }, [id, posts, lastMessage])
  return readings
}
