// X gives posts, and says beside them that it could not read one of their fields just now: which field, but not of which
// posts. Those that lack it may have it another time.

import { problemKind, wordsOf } from './problems.ts'
import type { Problem, Tweet } from './types.ts'

const ASK_AGAIN = 'Ask again in a moment.'

/** X's words on what a post lacks; nothing when it has all that it should. */
export const createIncompleteness = (
  problems: readonly Problem[] = [],
): ((tweet: Tweet) => string | undefined) => {
  const failures = problems.filter(({ type }) => problemKind(type) === 'field-hydration-failure')
  if (failures.length === 0) return () => undefined
  return (tweet) => {
    const failure = failures.find(
      ({ field, resource_type }) =>
        typeof field !== 'string' ||
        resource_type !== 'tweet' ||
        tweet[field as keyof Tweet] === undefined,
    )
    return failure && `${wordsOf(failure) || 'X could not read all of it.'} ${ASK_AGAIN}`
  }
}
