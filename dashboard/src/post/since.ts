// Times to ask from: of whole minutes, so that what was asked a moment ago is known.

const MINUTE_MS = 60_000

export const HOUR_MS = 60 * MINUTE_MS

export const sinceBefore = (ms: number): string =>
  new Date(Math.floor((Date.now() - ms) / MINUTE_MS) * MINUTE_MS).toISOString()
