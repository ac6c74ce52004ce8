// Cursor pagination over a list that grows at its newer end. A cursor names the post at the edge of a page, so new
// posts do not shift the pages.

import { newestFirst } from './world/order.ts'

export interface Cursor {
  readonly direction: 'older' | 'newer'
  /** The post at the edge of the previous page, which the next page excludes. */
  readonly postId: string
}

export interface Page<T> {
  readonly items: readonly T[]
  readonly next?: Cursor
  readonly previous?: Cursor
}

/** A page of items that are sorted newest first. */
export const pageOf = <T extends { readonly id: string }>(
  items: readonly T[],
  size: number,
  cursor: Cursor | undefined,
): Page<T> => {
  const [start, end] = boundsOf(items, size, cursor)
  const page = items.slice(start, end)
  const [newest, oldest] = [page[0], page.at(-1)]
  return {
    items: page,
    ...(oldest && end < items.length && { next: { direction: 'older', postId: oldest.id } }),
    ...(newest && start > 0 && { previous: { direction: 'newer', postId: newest.id } }),
  }
}

const boundsOf = (
  items: readonly { readonly id: string }[],
  size: number,
  cursor: Cursor | undefined,
): readonly [start: number, end: number] => {
  if (cursor === undefined) return [0, size]
  const limit = cursor.direction === 'older' ? 1 : 0
  const found = items.findIndex(({ id }) => newestFirst(id, cursor.postId) >= limit)
  const boundary = found < 0 ? items.length : found
  return cursor.direction === 'older'
    ? [boundary, boundary + size]
    : [Math.max(0, boundary - size), boundary]
}

/** The checksum modulus: the largest prime below 2¹⁶. */
const CHECKSUM = 65_521n

/** Encodes a cursor as an opaque token with a checksum. */
export const encodeToken = ({ direction, postId }: Cursor): string => {
  const payload = (BigInt(postId) << 1n) | (direction === 'older' ? 0n : 1n)
  return ((payload << 16n) | (payload % CHECKSUM)).toString(36)
}

const TOKEN = /^[0-9a-z]{1,20}$/

export const decodeToken = (token: string): Cursor | undefined => {
  if (!TOKEN.test(token)) return undefined
  const number = [...token].reduce(
    (sum, digit) => sum * 36n + BigInt(Number.parseInt(digit, 36)),
    0n,
  )
  const payload = number >> 16n
  if (payload % CHECKSUM !== (number & 0xffffn)) return undefined
  return {
    direction: (payload & 1n) === 0n ? 'older' : 'newer',
    postId: String(payload >> 1n),
  }
}
