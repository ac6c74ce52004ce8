// The order of ids.

/** Compares ids, newest first: newer ids are larger numbers. */
export const newestFirst = (a: string, b: string): number =>
  b.length - a.length || (a === b ? 0 : a < b ? 1 : -1)
