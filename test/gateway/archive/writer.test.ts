// A batch that the store always rejects blocks the queue for a limited time.

import { expect, it, vi } from 'vitest'

import type { Store } from '../../../src/archive/store.ts'
import { createWriter } from '../../../src/archive/writer.ts'
import { START, sample } from '../../kit/archives.ts'

it('drops a batch that is rejected for half a minute, reports it once, and writes the rest', async () => {
  vi.useFakeTimers()
  try {
    const written: string[] = []
    let rejections = 0
    const write: Store['write'] = async (batches) => {
      if (batches.some(({ key }) => key.subject === 'rejected')) {
        rejections += 1
        throw new Error('rejected')
      }
      for (const { key } of batches) written.push(key.subject)
    }
    const errors: unknown[] = []
    let lost = 0
    const writer = createWriter({
      store: { write } as Store,
      serialize: (work) => work(),
      onError: (error) => errors.push(error),
      onRecovery: () => {},
      onLoss: (samples) => {
        lost += samples
      },
      flushMs: 200,
      maxQueued: 10,
    })
    writer.record([sample(START, 1, { subject: 'rejected' })])
    await vi.advanceTimersByTimeAsync(20_000)
    writer.record([sample(START, 1, { subject: 'accepted' })])
    await vi.advanceTimersByTimeAsync(5000)
    expect(written).toEqual([])
    await vi.advanceTimersByTimeAsync(20_000)
    expect(written).toEqual(['accepted'])
    expect([rejections, lost]).toEqual([20, 1])
    expect(errors).toHaveLength(1)
    // After a success, the next failure is reported again.
    writer.record([sample(START, 2, { subject: 'rejected' })])
    await vi.advanceTimersByTimeAsync(1000)
    expect(errors).toHaveLength(2)
    await writer.close()
    // The batch that could not be written before the end.
    expect(lost).toBe(2)
  } finally {
    vi.useRealTimers()
  }
})
