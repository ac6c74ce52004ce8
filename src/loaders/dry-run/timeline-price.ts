// The most that reading timelines can cost.

import { getArgumentValues } from 'graphql'

import type { CredentialSource } from '../../auth/credentials.ts'
import type { VariableValues } from '../../execution/writing.ts'
import { fieldSetOf } from '../../plan/field-set.ts'
import { type Plan, withoutPrivate } from '../../plan/plan.ts'
import type { SelectedField } from '../../plan/selection.ts'
import type { PostPrice } from '../../x/prices.ts'
import { maxPagesFor, maxPostsFor, type Section } from '../author-posts.ts'
import type { CostEstimate } from './cost-estimate.ts'

export interface Timelines {
  /** Undefined if the user is not known. */
  readonly userId: string | undefined
  readonly section: Pick<Section, 'count' | 'from' | 'exclude'>
  readonly plan: Plan
  /** Whether private fields may be requested, for which X may leave posts out. */
  readonly mayBeOwned: boolean
  readonly price: PostPrice
  /** The credentials, each of which may be used. */
  readonly sources: readonly CredentialSource[]
  /** The number of timelines with this section. */
  readonly timelines: number
}

export const priceTimelines = (
  estimate: CostEstimate,
  { userId, section, plan, mayBeOwned, price, sources, timelines }: Timelines,
): void => {
  const pages = maxPagesFor(section)
  // The posts that X leaves out of a page are looked up with one call.
  const lookups = mayBeOwned ? pages : 0
  estimate.addCalls((pages + lookups) * timelines)
  for (const source of sources) {
    estimate.use(source, 'GET /2/users/:id/tweets', pages * timelines)
    estimate.use(source, 'GET /2/tweets', lookups * timelines)
  }
  const { expansions } = fieldSetOf(withoutPrivate(plan))
  estimate.addUnknownPosts({
    count: maxPostsFor(section) * timelines,
    expansions: expansions.difference(AUTHOR),
    price: mayBeOwned ? 'post' : price,
  })
  if (expansions.has('author_id')) estimate.addTimelineAuthor(userId, pages + lookups, timelines)
}

const AUTHOR: ReadonlySet<string> = new Set(['author_id'])

/** The section that the arguments of a field describe. */
export const sectionIn = (
  { field, node }: SelectedField,
  count: number,
  variables: VariableValues,
): Timelines['section'] => {
  const { last, excludeReplies, excludeReposts } = getArgumentValues(field, node, variables)
  return {
    count,
    from: typeof last === 'number' ? 'oldest' : 'newest',
    exclude: [
      ...(excludeReplies ? (['replies'] as const) : []),
      ...(excludeReposts ? (['retweets'] as const) : []),
    ],
  }
}
