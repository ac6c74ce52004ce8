// The samples that a process writes in rounds until a test kills it.

import type { NewSample } from '../../src/archive/archive.ts'
import { HOUR, START, sample } from './archives.ts'

export const POSTS = 40

/** The samples of a round, which are one transaction. */
export const batch = (round: number): NewSample[] =>
  Array.from({ length: POSTS }, (_, post) =>
    sample(START + round * HOUR, round * 1000 + post, {
      subject: `${post}`,
      ...(post % 2 === 1 && { group: 'organic_metrics', owner: '2244994945' }),
    }),
  )
