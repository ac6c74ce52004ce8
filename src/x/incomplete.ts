// Hydration failures: X sends posts, and reports that it could not read one of their fields. It names the field, but not
// always the posts: any post without the field may be one of them.

import { detailOf, type Problem, problemKind } from './problems.ts'
import type { Tweet } from './types.ts'

/** Returns a function that says why a post is incomplete; undefined for a complete one. */
export const createIncompleteness = (
  problems: readonly Problem[] = [],
): ((tweet: Tweet) => string | undefined) => {
  const failures = problems.filter(({ type }) => problemKind(type) === 'field-hydration-failure')
  if (failures.length === 0) return () => undefined
  return (tweet) => {
    const failure = failures.find(
      ({ field, resource_type }) =>
        typeof field !== 'string' || resource_type !== 'tweet' || !(field in tweet),
    )
    return (
      failure && `${detailOf(failure) || 'X could not read all fields.'} Try again in a moment.`
    )
  }
}
