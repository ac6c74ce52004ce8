// The world of a soak: the same in every process that is told the same seed and time.

import { createMarkedWorld, type MarkedWorld } from '../../kit/marked-world.ts'

export const worldOf = (seed: number, now: number): MarkedWorld =>
  createMarkedWorld({ seed, now, accounts: 10, rounds: 6 })
