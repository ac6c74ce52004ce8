// The start of a time range, rounded to a whole minute, so that repeated queries hit urql's cache.

const MINUTE_MS = 60_000

export const HOUR_MS = 60 * MINUTE_MS

export const startOfRange = (durationMs: number): string =>
  new Date(Math.floor((Date.now() - durationMs) / MINUTE_MS) * MINUTE_MS).toISOString()
