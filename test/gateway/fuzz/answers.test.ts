// A short run of test/soak/answers.ts.

import { expect, it } from 'vitest'

import { fuzzAnswers } from '../../soak/lib/answers-fuzz.ts'

it('200 mutated X responses give what X returned or errors with a code', async () => {
  const { trials, posts, codes, wrong } = await fuzzAnswers({ count: 200, seed: 20_261_121 })
  expect(wrong).toBeUndefined()
  expect(trials).toBe(200)
  // Most posts are still returned.
  expect(posts).toBeGreaterThan(150)
  expect([...codes.keys()]).toEqual(
    expect.arrayContaining(['UPSTREAM_INVALID_RESPONSE', 'POST_NOT_FOUND', 'RATE_LIMITED']),
  )
})
