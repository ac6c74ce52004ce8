// The charts and their library, Recharts, as one lazily loaded chunk.

export { Panel } from './panel.tsx'
export { RetentionChart } from './retention.tsx'
export { ShareChart } from './shares.tsx'
