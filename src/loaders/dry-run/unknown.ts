// Prices what is loaded below parents that are not known, level by level.

import { isPrivatePlan } from '../../plan/plan.ts'
import { fieldsBelow } from '../../plan/selection.ts'
import { usableAccounts } from '../routes.ts'
import {
  addBelow,
  type Load,
  type LoadedObjects,
  nothingBelow,
  type TimelineLoad,
  type UserLoad,
} from './below.ts'
import { callsFor } from './cost-estimate.ts'
import { carriedBy, type UnknownOptions } from './requests.ts'
import { priceTimelines, sectionIn } from './timeline-price.ts'
import { priceUnknownPosts } from './unknown-posts.ts'

export interface UnknownPricer {
  /** Prices everything below objects that are loaded together. */
  below(objects: readonly LoadedObjects[]): Promise<void>
  /** Prices posts of which nothing is known, and everything below them. */
  posts(loads: readonly Load[]): Promise<void>
}

export const createUnknownPricer = (options: UnknownOptions): UnknownPricer => {
  /** @param times how often such objects are loaded */
  const priceBelow = async (objects: readonly LoadedObjects[], times: number): Promise<void> => {
    const below = nothingBelow()
    for (const each of objects) addBelow(each, below, options.variables)
    if (below.isArchived) options.onArchive()
    await pricePosts(below.posts, times)
    const users = await priceUsers(below.users, times, options)
    if (users.length > 0) await priceBelow(users, times)
    for (const load of below.timelines) {
      const timelines = load.users * times
      if (timelines * load.count === 0) continue
      await priceBelow([await priceTimelineLoad(load, timelines, options)], timelines)
    }
  }

  const pricePosts = async (loads: readonly Load[], times: number): Promise<void> => {
    const posts = await priceUnknownPosts(loads, times, options)
    if (posts.length > 0) await priceBelow(posts, times)
  }

  return {
    below: (objects) => priceBelow(objects, 1),
    posts: (loads) => pricePosts(loads, 1),
  }
}

const priceUsers = async (
  loads: readonly UserLoad[],
  times: number,
  { estimate, publicSourceOf }: UnknownOptions,
): Promise<readonly LoadedObjects[]> => {
  const n = loads.reduce((sum, { count }) => sum + count, 0)
  if (n === 0) return []
  // Some are named by id, and others by username.
  const calls = callsFor(n, 2) * times
  estimate.addCalls(calls)
  for (const endpoint of ['GET /2/users', 'GET /2/users/by'] as const) {
    estimate.use(await publicSourceOf(endpoint), endpoint, calls)
  }
  for (const { count, isCounted } of loads) {
    if (isCounted) estimate.addMissingMentions(count * times)
    else estimate.addUnknownUsers(count * times)
  }
  return loads.map(({ field, count }) => ({
    fields: fieldsBelow(field),
    count,
    carried: undefined,
  }))
}

/** The timelines may be those of connected accounts. */
const priceTimelineLoad = async (
  { field, plan, count }: TimelineLoad,
  timelines: number,
  { estimate, variables, accounts, publicSourceOf, onArchive }: UnknownOptions,
): Promise<LoadedObjects> => {
  const usable = usableAccounts(await accounts())
  const isPrivate = isPrivatePlan(plan)
  const mayBeOwned = isPrivate && usable.length > 0
  if (isPrivate) onArchive()
  priceTimelines(estimate, {
    userId: undefined,
    section: sectionIn(field, count, variables),
    plan,
    mayBeOwned,
    price: 'post',
    sources: [await publicSourceOf('GET /2/users/:id/tweets'), ...usable],
    timelines,
  })
  return { fields: fieldsBelow(field), count, carried: carriedBy([plan], mayBeOwned) }
}
