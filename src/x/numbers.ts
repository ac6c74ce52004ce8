// Groups of metrics.

import type { Metrics } from './types.ts'

/** A video without available private metrics has a group in which every value is null (recorded in 2026). */
export const nullIfAllNull = (metrics: Metrics | null = null): Metrics | null =>
  metrics === null || Object.values(metrics).every((value) => value === null) ? null : metrics
