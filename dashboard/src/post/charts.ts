// The charts, which come when one is needed: their library is larger than all else of the page.

import { lazy } from 'react'

const load = () => import('../charts/index.ts')

export const ShareChart = lazy(async () => ({ default: (await load()).ShareChart }))
export const TimeChart = lazy(async () => ({ default: (await load()).TimeChart }))
export const RetentionChart = lazy(async () => ({ default: (await load()).RetentionChart }))
