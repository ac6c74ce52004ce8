// All charts, as one part that is loaded later.

export { RetentionChart } from './retention.tsx'
export { ShareChart } from './shares.tsx'
export { TimeChart } from './time.tsx'
