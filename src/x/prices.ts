// What X charges for what it returns, in US dollars.
//
// @see https://docs.x.com/x-api/getting-started/pricing

const PRICE_PER_POST = 0.005
const PRICE_PER_USER = 0.01

/** Rounded to X's own tenth of a cent. */
export const costOf = (posts: number, users: number): number =>
  Math.round((posts * PRICE_PER_POST + users * PRICE_PER_USER) * 1000) / 1000
