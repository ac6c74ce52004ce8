// Numbers and groups of metrics.

import type { Metrics } from './types.ts'

/** A video without available private metrics has a group in which every value is null (recorded in 2026). */
export const nullIfAllNull = (metrics: Metrics | null = null): Metrics | null =>
  metrics === null || Object.values(metrics).every((value) => value === null) ? null : metrics

/** X sent `edits_remaining` and the `status` of links as text in 2021 and 2022 (recorded), and sends numbers since. */
export const intOf = (value: number | string | null | undefined): number | null | undefined =>
  typeof value === 'string' ? Number(value) : value
