// What X's groups of numbers say when they say nothing.

import type { Metrics } from './types.ts'

/** All values null is X’s way of saying that a video’s private numbers are not to be had. */
export const orNothing = (metrics: Metrics | null = null): Metrics | null =>
  metrics === null || Object.values(metrics).every((value) => value === null) ? null : metrics
