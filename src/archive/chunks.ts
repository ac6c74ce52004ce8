// PostgreSQL needs about 70 bytes for each row and its index entry, and an index does not shrink when most of its entries are
// thinned. So a row is a chunk: consecutive segments of a series, as long as they fit.

import { equalBytes } from './encoding.ts'
import type { Segment } from './segments.ts'

/** Segments, oldest first, in the columns of the database. */
export interface Chunk {
  /** The time of the first sample. */
  readonly began: number
  /** Each segment is `began` in 6 bytes, `lasted` in 5, the length of `numbers` in 1, and `numbers`. */
  readonly segments: Uint8Array
}

const TIME = 6
const DURATION = 5
const HEADER = TIME + DURATION + 1

/** Rewriting a chunk for each sample is cheap below it, and PostgreSQL stores it in one piece. */
const MAX_BYTES = 1000

const bytesOf = ({ numbers }: Segment): number => HEADER + numbers.length

const encodeChunk = (segments: readonly Segment[]): Uint8Array => {
  const buffer = Buffer.alloc(sizeOf(segments))
  let offset = 0
  for (const { began, lasted, numbers } of segments) {
    offset = buffer.writeUIntBE(began, offset, TIME)
    offset = buffer.writeUIntBE(lasted, offset, DURATION)
    offset = buffer.writeUInt8(numbers.length, offset)
    buffer.set(numbers, offset)
    offset += numbers.length
  }
  return buffer
}

const decodeChunk = ({ segments }: Chunk): Segment[] => {
  const buffer = Buffer.from(segments.buffer, segments.byteOffset, segments.length)
  const decoded: Segment[] = []
  for (let offset = 0; offset < buffer.length; ) {
    const end = offset + HEADER + buffer.readUInt8(offset + HEADER - 1)
    decoded.push({
      began: buffer.readUIntBE(offset, TIME),
      lasted: buffer.readUIntBE(offset + TIME, DURATION),
      numbers: buffer.subarray(offset + HEADER, end),
    })
    offset = end
  }
  return decoded
}

export const segmentsOf = (chunks: readonly Chunk[]): Segment[] => chunks.flatMap(decodeChunk)

/** Reads rows of the database. A row without a chunk is that of a series without samples. */
export const chunksOf = (
  rows: readonly (Readonly<Record<string, unknown>> | undefined)[],
): Chunk[] =>
  rows.flatMap(({ began, segments } = {}) =>
    typeof began === 'number' && segments instanceof Uint8Array ? [{ began, segments }] : [],
  )

const sizeOf = (segments: readonly Segment[]): number =>
  segments.reduce((sum, segment) => sum + bytesOf(segment), 0)

/** Fills chunks one after the other. */
const split = (segments: readonly Segment[]): Segment[][] => {
  const pieces: Segment[][] = []
  let room = 0
  for (const segment of segments) {
    room -= bytesOf(segment)
    if (room < 0) {
      pieces.push([])
      room = MAX_BYTES - bytesOf(segment)
    }
    pieces.at(-1)?.push(segment)
  }
  return pieces
}

/**
 * Divides segments where chunks are divided, so that a change of one does not move the contents of those after it. A chunk
 * that fits into the one before joins it.
 */
const divide = (chunks: readonly Chunk[], segments: readonly Segment[]): Segment[][] => {
  const starts = chunks.map(({ began }) => began)
  const pieces: Segment[][] = []
  for (const [, part] of Map.groupBy(segments, ({ began }) =>
    starts.findLastIndex((start) => start <= began),
  )) {
    const last = pieces.at(-1)
    if (last !== undefined && sizeOf(last) + sizeOf(part) <= MAX_BYTES) last.push(...part)
    else pieces.push(...split(part))
  }
  return pieces
}

/** A chunk to store, and the number of its segments. */
export interface NewChunk extends Chunk {
  readonly count: number
}

export interface Rechunked {
  /** New and changed chunks. */
  readonly put: readonly NewChunk[]
  /** The start times of chunks to delete. */
  readonly drop: readonly number[]
}

/** Stores segments in place of consecutive chunks of a series. */
export const rechunk = (chunks: readonly Chunk[], segments: readonly Segment[]): Rechunked => {
  const old = new Map(chunks.map((chunk) => [chunk.began, chunk.segments]))
  const put: NewChunk[] = []
  for (const piece of divide(chunks, segments)) {
    const began = piece[0]?.began ?? 0
    const bytes = encodeChunk(piece)
    const stored = old.get(began)
    if (stored === undefined || !equalBytes(stored, bytes))
      put.push({ began, count: piece.length, segments: bytes })
    old.delete(began)
  }
  return { put, drop: [...old.keys()] }
}
