// What is kept round by round by a process that will be killed.

import type { Sample } from '../../src/archive/archive.ts'
import { HOUR, START, sample } from './archives.ts'

export const POSTS = 40

/** One round is one transaction. */
export const batch = (round: number): Sample[] =>
  Array.from({ length: POSTS }, (_, post) =>
    sample(START + round * HOUR, round * 1000 + post, {
      subject: `${post}`,
      ...(post % 2 === 1 && { group: 'organic_metrics', owner: '2244994945' }),
    }),
  )
