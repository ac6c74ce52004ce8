// PostgreSQL needs about 70 bytes for each row and its index entry, and an index does not shrink when most of its entries are
// thinned. So a row is a chunk: consecutive segments of a series, as long as they fit.

import type { Segment } from './segments.ts'

/** A row that was read: segments, oldest first. */
export interface Chunk {
  /** The time of the first sample. */
  readonly began: number
  readonly segments: readonly Segment[]
}

/** Each segment is `began` in 6 bytes, `lasted` in 5, the length of `numbers` in 1, and `numbers`. */
const TIME = 6
const DURATION = 5
const HEADER = TIME + DURATION + 1

/** Rewriting a chunk for each sample is cheap below it, and PostgreSQL stores it in one piece. */
const MAX_BYTES = 1000

const bytesOf = ({ numbers }: Segment): number => HEADER + numbers.length

const encode = (segments: readonly Segment[]): Uint8Array => {
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

const decode = (bytes: Uint8Array): Segment[] => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const decoded: Segment[] = []
  for (let offset = 0; offset < buffer.length; ) {
    const end = offset + HEADER + buffer.readUInt8(offset + HEADER - 1)
    decoded.push({
      began: buffer.readUIntBE(offset, TIME),
      lasted: buffer.readUIntBE(offset + TIME, DURATION),
      numbers: bytes.subarray(offset + HEADER, end),
    })
    offset = end
  }
  return decoded
}

export const segmentsOf = (chunks: readonly Chunk[]): Segment[] =>
  chunks.flatMap(({ segments }) => segments)

/** Reads rows of the database. A row without a chunk is that of a series without samples. */
export const chunksOf = (
  rows: readonly (Readonly<Record<string, unknown>> | undefined)[],
): Chunk[] =>
  rows.flatMap(({ began, segments } = {}) =>
    typeof began === 'number' && segments instanceof Uint8Array
      ? [{ began, segments: decode(segments) }]
      : [],
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

/** The segments from the start of each chunk to the start of the next one. */
const partsOf = (chunks: readonly Chunk[], segments: readonly Segment[]): Segment[][] => {
  const parts: Segment[][] = []
  let end = Number.NEGATIVE_INFINITY
  let next = 0
  for (const segment of segments) {
    if (segment.began >= end) {
      while ((chunks[next]?.began ?? Number.POSITIVE_INFINITY) <= segment.began) next += 1
      end = chunks[next]?.began ?? Number.POSITIVE_INFINITY
      parts.push([])
    }
    parts.at(-1)?.push(segment)
  }
  return parts
}

/**
 * Divides segments where chunks are divided, so that a change of one does not move the contents of those after it. A chunk
 * that fits into the one before joins it.
 */
const divide = (chunks: readonly Chunk[], segments: readonly Segment[]): Segment[][] => {
  const pieces: Segment[][] = []
  let size = Number.POSITIVE_INFINITY
  for (const part of partsOf(chunks, segments)) {
    const added = sizeOf(part)
    if (size + added <= MAX_BYTES) {
      pieces.at(-1)?.push(...part)
      size += added
    } else {
      pieces.push(...split(part))
      size = sizeOf(pieces.at(-1) ?? [])
    }
  }
  return pieces
}

/** A row to store. */
export interface NewChunk {
  readonly began: number
  /** The number of segments. */
  readonly count: number
  readonly bytes: Uint8Array
}

export interface Rechunked {
  /** New and changed chunks. */
  readonly put: readonly NewChunk[]
  /** The start times of chunks to delete. */
  readonly drop: readonly number[]
}

/** Stores segments in place of consecutive chunks of a series. Segments that are retained are those of the chunks. */
export const rechunk = (chunks: readonly Chunk[], segments: readonly Segment[]): Rechunked => {
  const old = new Map(chunks.map((chunk) => [chunk.began, chunk.segments]))
  const put: NewChunk[] = []
  for (const piece of divide(chunks, segments)) {
    const began = piece[0]?.began ?? 0
    if (!hasSameSegments(old.get(began), piece)) {
      put.push({ began, count: piece.length, bytes: encode(piece) })
    }
    old.delete(began)
  }
  return { put, drop: [...old.keys()] }
}

/** Compares by identity. */
const hasSameSegments = (old: readonly Segment[] | undefined, piece: readonly Segment[]): boolean =>
  old?.length === piece.length && piece.every((segment, index) => segment === old[index])
