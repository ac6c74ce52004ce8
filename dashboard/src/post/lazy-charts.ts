// Charts that are loaded on first use, because their library is larger than the rest of the page.

import { lazy } from 'react'

const load = () => import('../charts/index.ts')

export const ShareChart = lazy(async () => ({ default: (await load()).ShareChart }))
export const Panel = lazy(async () => ({ default: (await load()).Panel }))
export const RetentionChart = lazy(async () => ({ default: (await load()).RetentionChart }))
