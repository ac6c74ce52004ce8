// A small part of the trial of answers; `npm run fuzz:answers` is the whole.

import { expect, it } from 'vitest'

import { tryAnswers } from '../../soak/lib/answers-trial.ts'

it('two thousand answers of X, changed in all ways, are told as they are or are coded errors', async () => {
  const { trials, posts, codes, wrong } = await tryAnswers({ count: 2000, seed: 20_261_121 })
  expect(wrong).toBeUndefined()
  expect(trials).toBe(2000)
  // Not because nothing is shown.
  expect(posts).toBeGreaterThan(1500)
  expect([...codes.keys()]).toEqual(
    expect.arrayContaining(['UPSTREAM_INVALID_RESPONSE', 'POST_NOT_FOUND', 'RATE_LIMITED']),
  )
}, 60_000)
