// The charts and their library, Recharts, as one lazily loaded chunk.

export { RetentionChart } from './retention.tsx'
export { ShareChart } from './shares.tsx'
export { TimeChart } from './time.tsx'
