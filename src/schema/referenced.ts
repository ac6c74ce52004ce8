// Loads posts that others refer to: references, versions, and the posts that media come from.

import type { GraphQLResolveInfo } from 'graphql'

import type { GatewayError } from '../infra/errors.ts'
import type { FoundPost } from '../pipeline/result.ts'
import { covers } from '../plan/field-set.ts'
import { canBeIncludedBy, planOf } from '../plan/plan.ts'
import type { PostExpansion } from '../x/fields.ts'
import type { Context } from './context.ts'
import { loadPost, type PostView, viewOf, viewOfResultFor } from './loading.ts'

/**
 * Loads a post that another refers to: from the answer that brought the other one, or by its id.
 * @param via the expansion that brings it
 */
export const loadReferenced = async (
  id: string,
  from: PostView,
  context: Context,
  info: GraphQLResolveInfo,
  via: PostExpansion = 'referenced_tweets.id',
): Promise<PostView | GatewayError | undefined> => {
  const { related, fieldSet } = from.post
  const { included, expansions } = fieldSet
  const tweet = related.tweets.get(id)
  const plan = planOf(info)
  if (included !== undefined && expansions.has(via) && canBeIncludedBy(via, plan)) {
    const missing = related.missing.get(id)
    if (tweet === undefined && missing !== undefined) return missing
    if (tweet !== undefined && covers(included, plan)) {
      const { at, gaps = [] } = from.post
      const post: FoundPost = {
        kind: 'post',
        at,
        tweet,
        related,
        fieldSet: { plan: included, included: undefined, expansions: included.expansions },
        refusals: new Map(),
        // A value that cannot be read belongs to the post that refers to it.
        gaps: gaps.filter(({ code }) => code !== 'INCOMPLETE'),
      }
      return viewOf(post, plan, context)
    }
  }
  return loadPost(id, context, info)
}

/** Loads the versions of a post, or the posts that its media come from. Its own version is at hand. */
export const loadAllVia = (
  via: PostExpansion,
  ids: readonly string[],
  from: PostView,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<(PostView | GatewayError | undefined)[]> => {
  const plan = planOf(info)
  const { tweet, fieldSet } = from.post
  const isAtHand = plan.referenced === undefined && covers(fieldSet.plan, plan)
  return Promise.all(
    ids.map((id) =>
      id === tweet.id && isAtHand
        ? viewOfResultFor(plan, context)(from.post)
        : loadReferenced(id, from, context, info, via),
    ),
  )
}
