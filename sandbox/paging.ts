// Pages of a list that grows at its newer end. A token says "older than this post" or "newer than that one"
// and no number of a page: what appears meanwhile shifts nothing.

export interface Turn {
  readonly to: 'older' | 'newer'
  /** Neither page has this one. */
  readonly than: string
}

export interface Page<T> {
  readonly items: readonly T[]
  readonly next?: Turn
  readonly previous?: Turn
}

/** Ids are as old as they are big. Newest first. */
export const newestFirst = (a: string, b: string): number =>
  b.length - a.length || (a === b ? 0 : a < b ? 1 : -1)

/** Of items newest first. */
export const pageOf = <T extends { readonly id: string }>(
  items: readonly T[],
  size: number,
  turn: Turn | undefined,
): Page<T> => {
  const [start, end] = boundsOf(items, size, turn)
  const page = items.slice(start, end)
  const [newest, oldest] = [page[0], page.at(-1)]
  return {
    items: page,
    ...(oldest && end < items.length && { next: { to: 'older', than: oldest.id } }),
    ...(newest && start > 0 && { previous: { to: 'newer', than: newest.id } }),
  }
}

const boundsOf = (
  items: readonly { readonly id: string }[],
  size: number,
  turn: Turn | undefined,
): readonly [start: number, end: number] => {
  if (turn === undefined) return [0, size]
  const limit = turn.to === 'older' ? 1 : 0
  const found = items.findIndex(({ id }) => newestFirst(id, turn.than) >= limit)
  const boundary = found < 0 ? items.length : found
  return turn.to === 'older'
    ? [boundary, boundary + size]
    : [Math.max(0, boundary - size), boundary]
}

/** The biggest prime below 2¹⁶: no invented token passes by luck. */
const CHECK = 65_521n

/** Nobody shall read them, as nobody can read X's. */
export const tokenOf = ({ to, than }: Turn): string => {
  const turn = (BigInt(than) << 1n) | (to === 'older' ? 0n : 1n)
  return ((turn << 16n) | (turn % CHECK)).toString(36)
}

const TOKEN = /^[0-9a-z]{1,20}$/

export const turnOf = (token: string): Turn | undefined => {
  if (!TOKEN.test(token)) return undefined
  const number = [...token].reduce(
    (sum, digit) => sum * 36n + BigInt(Number.parseInt(digit, 36)),
    0n,
  )
  const turn = number >> 16n
  if (turn % CHECK !== (number & 0xffffn)) return undefined
  return { to: (turn & 1n) === 0n ? 'older' : 'newer', than: String(turn >> 1n) }
}
