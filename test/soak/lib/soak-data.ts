// The sandbox data of the soak test, identical in every process with the same seed and time.

import { createMarkedWorld, type MarkedWorld } from '../../kit/marked-world.ts'

export const createSoakWorld = (seed: number, now: number): MarkedWorld =>
  createMarkedWorld({ seed, now, accounts: 10, rounds: 6 })
