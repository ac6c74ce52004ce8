// The timelines of a dry run: served if all of their pages are cached, and priced as a whole if not.

import { fieldOfPlan, isPrivatePlan } from '../../plan/plan.ts'
import { fieldsBelow } from '../../plan/selection.ts'
import {
  type AuthorPosts,
  type AuthorPostsLoader,
  createAuthorPostsLoader,
  timelineRequestOf,
} from '../author-posts.ts'
import type { DryRunParts } from './parts.ts'
import { carriedBy } from './requests.ts'
import { priceTimelines } from './timeline-price.ts'

type Arguments = Parameters<AuthorPostsLoader['load']>

export const createDryTimelines = (parts: DryRunParts): AuthorPostsLoader['load'] => {
  const loadCached = async (timeline: Arguments): Promise<AuthorPosts | undefined> => {
    let isMissing = false
    const pipeline = parts.cachedOnly(() => {
      isMissing = true
    })
    const { load } = createAuthorPostsLoader({ ...parts, archive: undefined, pipeline })
    try {
      const found = await load(...timeline)
      return isMissing ? undefined : found
    } catch (error) {
      if (isMissing) return undefined
      throw error
    }
  }

  const priceWhole = async (...[userId, plan, section]: Arguments): Promise<void> => {
    const accounts = await parts.accounts()
    const { source, route, price } = await timelineRequestOf(
      { userId, plan, section, accounts },
      parts,
    )
    // Another process may not know that the posts are too old.
    const mayBeOwned =
      route.kind === 'owner' ||
      (!parts.remembers && source.userId === userId && isPrivatePlan(plan))
    priceTimelines(parts.estimate, {
      userId,
      section,
      plan,
      mayBeOwned,
      price,
      sources: [source],
      timelines: 1,
    })
    if (isPrivatePlan(plan)) parts.onArchive()
    const field = fieldOfPlan(plan)
    if (field === undefined) return
    const carried = carriedBy([plan], mayBeOwned)
    await parts.unknown.below([{ fields: fieldsBelow(field), count: section.count, carried }])
  }

  return async (...timeline) => {
    const [, , { count }] = timeline
    if (count === 0) return NO_POSTS
    const found = await loadCached(timeline)
    if (found !== undefined) return found
    await priceWhole(...timeline)
    await parts.turn()
    return NO_POSTS
  }
}

const NO_POSTS: AuthorPosts = { posts: [], more: false }
