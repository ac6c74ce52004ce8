// A short run of test/soak/answers.ts.

import { expect, it } from 'vitest'

import { fuzzAnswers } from '../../soak/lib/answers-fuzz.ts'

it('600 mutated X responses give what X returned or errors with a code', async () => {
  const { trials, posts, codes, wrong } = await fuzzAnswers({ count: 600, seed: 20_261_121 })
  expect(wrong).toBeUndefined()
  expect(trials).toBe(600)
  // Most posts are still returned.
  expect(posts).toBeGreaterThan(450)
  expect([...codes.keys()]).toEqual(
    expect.arrayContaining(['UPSTREAM_INVALID_RESPONSE', 'POST_NOT_FOUND', 'RATE_LIMITED']),
  )
}, 60_000)
