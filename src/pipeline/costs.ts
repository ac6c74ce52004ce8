// The cost of X's answers, as recorders, and the most that a request can cost.

import { type Billing, priceOf, usersPerPost } from '../x/prices.ts'
import type { Fields } from '../x/scalars.ts'
import type { ResultRecorder } from './recorded.ts'
import type { EntityRequest, Posts, TimelinePage, Users } from './request.ts'
import type { Reservations } from './reserved.ts'
import type { PageResult, PostResult, UserResult } from './result.ts'

export interface Pricing {
  readonly billing: Billing
  /** Whether X bills users that come with posts, which it does not document. */
  readonly billsExpansions: boolean
}

type Pay<T extends object, R extends Posts | Users | TimelinePage> = Reservations<T, R>['pay']

/** Charges the posts of a call, and the users that came with them. */
export const createPostCost =
  (
    { billing, billsExpansions }: Pricing,
    pay: Pay<PostResult, Posts>,
  ): ResultRecorder<PostResult, Posts> =>
  (request, _, { envelope: { data = [], includes } }) => {
    const [first = ''] = request.ids
    request.operation.tally.posts += data.length
    request.operation.tally.users += includes?.users?.length ?? 0
    for (const { id } of data) pay(request, textOf(id) ?? first, billing.bill('post', id))
    if (!billsExpansions || includes?.users === undefined) return
    let requesters: ReturnType<typeof requestersOf> | undefined
    for (const { id } of includes.users) {
      const usd = billing.bill('user', id)
      if (usd === 0) continue
      requesters ??= requestersOf(data)
      pay(request, requesters.get(id) ?? first, usd)
    }
  }

/** Ids are unchecked here: text made from an object can throw. */
const textOf = (id: unknown): string | undefined => (typeof id === 'string' ? id : undefined)

/** The id of a post that refers to a user, by the user's id. */
const requestersOf = (posts: readonly Fields[]): ReadonlyMap<unknown, string | undefined> =>
  new Map(
    posts.flatMap(({ id, author_id, in_reply_to_user_id }) =>
      [in_reply_to_user_id, author_id].map((user) => [user, textOf(id)] as const),
    ),
  )

export const createPageCost =
  (
    { billing, billsExpansions }: Pricing,
    pay: Pay<PageResult, TimelinePage>,
  ): ResultRecorder<PageResult, TimelinePage> =>
  (request, _, { envelope: { data = [], includes } }) => {
    const [key = ''] = request.ids
    request.operation.tally.posts += data.length
    request.operation.tally.users += includes?.users?.length ?? 0
    for (const { id } of data) pay(request, key, billing.bill(request.resource.price, id))
    if (!billsExpansions) return
    for (const { id } of includes?.users ?? []) pay(request, key, billing.bill('user', id))
  }

export const createUserCost =
  ({ billing }: Pricing, pay: Pay<UserResult, Users>): ResultRecorder<UserResult, Users> =>
  (request, results, { envelope: { data = [] } }) => {
    request.operation.tally.users += data.length
    for (const [name, result] of results) {
      if (result.kind === 'user') pay(request, name, billing.bill('user', result.user.id))
    }
  }

const expandedUsd = ({ fieldSet }: EntityRequest, { billsExpansions }: Pricing): number => {
  if (!billsExpansions) return 0
  let users = 0
  for (const expansion of fieldSet.expansions) users += usersPerPost(expansion)
  return users * priceOf('user')
}

export const mostForPosts =
  (pricing: Pricing) =>
  (request: EntityRequest<Posts>): number => {
    const unbilled = request.ids.filter((id) => !pricing.billing.isBilled('post', id))
    return unbilled.length * priceOf('post') + request.ids.length * expandedUsd(request, pricing)
  }

export const mostForUsers =
  ({ billing }: Pricing) =>
  ({ resource, ids }: EntityRequest<Users>): number => {
    const unbilled = resource.by === 'ids' ? ids.filter((id) => !billing.isBilled('user', id)) : ids
    return unbilled.length * priceOf('user')
  }

export const mostForPage =
  (pricing: Pricing) =>
  (request: EntityRequest<TimelinePage>): number => {
    const { page, price, listed = [] } = request.resource
    const billed = listed.filter((id) => pricing.billing.isBilled('post', id))
    return (
      (page.maxResults - billed.length) * priceOf(price) +
      page.maxResults * expandedUsd(request, pricing)
    )
  }
