// What a store refuses for ever holds up the rest for a while only.

import { expect, it, vi } from 'vitest'

import type { Store } from '../../../src/archive/store.ts'
import { createWriter } from '../../../src/archive/writer.ts'
import { START, sample } from '../../kit/archives.ts'

it('gives up what was refused for half a minute, says so once, and writes the rest', async () => {
  vi.useFakeTimers()
  try {
    const written: string[] = []
    let refused = 0
    const write: Store['write'] = async (news) => {
      if (news.some(({ key }) => key.subject === 'refused')) {
        refused += 1
        throw new Error('no')
      }
      for (const { key } of news) written.push(key.subject)
    }
    const faults: unknown[] = []
    const writer = createWriter({
      store: { write } as Store,
      inTurn: (work) => work(),
      onFault: (error) => faults.push(error),
      flushMs: 200,
      mostQueued: 10,
    })
    writer.keep([sample(START, 1, { subject: 'refused' })])
    await vi.advanceTimersByTimeAsync(20_000)
    writer.keep([sample(START, 1, { subject: 'fine' })])
    await vi.advanceTimersByTimeAsync(5000)
    expect(written).toEqual([])
    await vi.advanceTimersByTimeAsync(20_000)
    expect(written).toEqual(['fine'])
    expect(refused).toBe(20)
    expect(faults).toHaveLength(1)
    // Well again: the next fault is said.
    writer.keep([sample(START, 2, { subject: 'refused' })])
    await vi.advanceTimersByTimeAsync(1000)
    expect(faults).toHaveLength(2)
    await writer.close()
  } finally {
    vi.useRealTimers()
  }
})
