// Chunks of segments: what is stored is what is read, whatever is appended and thinned.

import fc from 'fast-check'
import { expect, it } from 'vitest'

import { type Chunk, chunksOf, rechunk, segmentsOf } from '../../src/archive/chunks.ts'
import { type Segment, thin, thinningsOf } from '../../src/archive/segments.ts'
import { DAY, HOUR, START } from '../kit/archives.ts'

const stored = (chunks: readonly Chunk[], segments: readonly Segment[]): Chunk[] => {
  const { put, drop } = rechunk(chunks, segments)
  const changed = new Set([...drop, ...put.map(({ began }) => began)])
  for (const { bytes } of put) expect(bytes.length).toBeLessThanOrEqual(1000)
  const written = chunksOf(put.map(({ began, bytes }) => ({ began, segments: bytes })))
  return [...chunks.filter(({ began }) => !changed.has(began)), ...written].sort(
    (one, other) => one.began - other.began,
  )
}

const plain = (segments: readonly Segment[]) =>
  segments.map(({ began, lasted, numbers }) => [began, lasted, ...numbers])

const segmentAt = (began: number, length = 12, lasted = 0): Segment => ({
  began,
  lasted,
  numbers: new Uint8Array(length).fill(began % 251),
})

const someSegments = fc
  .array(fc.record({ pause: fc.integer({ min: 1, max: 40 * DAY }), length: fc.nat(163) }))
  .map((all) => {
    let at = START
    return all.map(({ pause, length }) => {
      at += pause
      return segmentAt(at, length, pause - 1)
    })
  })

it('stores segments in place of others', () => {
  fc.assert(
    fc.property(someSegments, fc.func(fc.boolean()), (segments, isKept) => {
      const chunks = stored([], segments)
      expect(plain(segmentsOf(chunks))).toEqual(plain(segments))
      const kept = segmentsOf(chunks).filter(({ began }) => isKept(began))
      const after = stored(chunks, kept)
      expect(plain(segmentsOf(after))).toEqual(plain(kept))
    }),
  )
})

it('changes the last chunk only when a segment is appended', () => {
  const segments = Array.from({ length: 200 }, (_, hour) => segmentAt(START + hour * HOUR))
  const chunks = stored([], segments)
  expect(chunks).toHaveLength(Math.ceil((200 * 24) / 1000))
  const known = segmentsOf(chunks)
  expect(rechunk(chunks, known)).toEqual({ put: [], drop: [] })
  const { put, drop } = rechunk(chunks, [...known, segmentAt(START + 200 * HOUR)])
  expect(put.map(({ began }) => began)).toEqual([chunks.at(-1)?.began])
  expect(drop).toEqual([])
})

it('fills chunks again that were thinned', () => {
  const segments = Array.from({ length: 365 * 24 }, (_, hour) => segmentAt(START + hour * HOUR))
  let chunks: Chunk[] = []
  for (let day = 0; day < 365; day++) {
    const since = segments[day * 24]?.began ?? 0
    chunks = stored(chunks, [...segmentsOf(chunks), ...segments.slice(day * 24, day * 24 + 24)])
    const thinnings = thinningsOf(since, since + DAY)
    chunks = stored(chunks, thin(segmentsOf(chunks), START, thinnings))
  }
  const left = segmentsOf(chunks)
  // A day has 24 segments for 14 days, then 4, and after 90 days 1.
  expect(left.length).toBeGreaterThan(14 * 24 + 76 * 4 + 274)
  expect(left.length).toBeLessThan(16 * 24 + 77 * 4 + 277)
  expect(chunks.length).toBeLessThanOrEqual(Math.ceil((left.length * 24) / 600))
})
