// Several processes share half of a rate-limit window. One poll every 15 s for 15 minutes makes 60 calls; 20 are left.

import { expect, it } from 'vitest'

import { createRateShare, type ShareUse } from '../../../src/live/rate-share.ts'
import { createRateBudget } from '../../../src/x/rate-budget.ts'

const EVERY = 15_000
const RESET_AT = 900_000

const setUp = () => {
  const listeners: ((use: ShareUse) => void)[] = []
  const clock = { time: 0 }
  const now = () => clock.time
  const budgets = [0, 1].map(() => createRateBudget({ now }))
  const open = (remaining: number, resetAt: number): void => {
    for (const budget of budgets) {
      budget.merge({ userId: undefined, endpoint: 'GET /2/tweets', limit: 300, remaining, resetAt })
    }
  }
  const processes = budgets.map((budget, index) => {
    const publishUse = (use: ShareUse): void => {
      for (const [at, listener] of listeners.entries()) if (at !== index) listener(use)
    }
    const peers = {
      publishUse,
      onUse: (listener: (use: ShareUse) => void) => listeners.push(listener),
    }
    const share = createRateShare({ budget, peers, now })
    const interval = {}
    return {
      poll: (calls: number) => {
        const counts = new Map(calls === 0 ? [] : [[undefined, calls]])
        share.spend(counts)
        return share.paceOf(interval, EVERY, counts)
      },
      leave: () => share.release(interval),
    }
  })
  open(40, RESET_AT)
  return { processes, open, clock }
}

const intervals = (paces: readonly { readonly intervalMs: number }[]) =>
  paces.map(({ intervalMs }) => intervalMs / 1000)

it.each([
  ['one polls', [[1], [1]], [60]],
  [
    'two that poll other posts use twice as much',
    [
      [1, 1],
      [1, 1],
    ],
    [120, 120],
  ],
  [
    'two that poll the same posts in turn use as much as one',
    [
      [1, 0],
      [0, 1],
      [1, 0],
    ],
    [60, 60],
  ],
])('%s', (_, rounds, expected) => {
  const { processes } = setUp()
  const paces = rounds.map((round) => round.map((calls, index) => processes[index]?.poll(calls)))
  expect(intervals(paces.at(-1)?.flatMap((pace) => pace ?? []) ?? [])).toEqual(expected)
})

it('calls of one process leave less for the other one, until the window ends', () => {
  const { processes, open, clock } = setUp()
  const [one, other] = processes
  other?.poll(1)
  one?.poll(20)
  expect(other?.poll(0).slowDown?.reason).toBe('RATE_LIMITED')
  one?.leave()
  clock.time = RESET_AT
  open(300, RESET_AT * 2)
  expect(other?.poll(1)).toEqual({ intervalMs: EVERY, slowDown: undefined })
})
