// Source of the pipeline: requests entities from X. The client authorizes, sends, retries and parses.

import { memoizeByIdentity } from '../infra/memoize.ts'
import type { FieldSet } from '../plan/field-set.ts'
import type { LookupResponse, XClient } from '../x/client.ts'
import { DEFAULT_TWEET_FIELDS } from '../x/fields.ts'
import type { LookupParameters } from '../x/lookup-parameters.ts'
import { callContext } from './operation.ts'
import type { EntityRequest } from './request.ts'

export interface XResponse extends LookupResponse {
  /** When the answer arrived. */
  readonly at: number
}

export interface FetchedOptions {
  readonly client: XClient
  readonly now: () => number
}

/** @throws a GatewayError when X does not answer, or refuses */
export const fetched =
  ({ client, now }: FetchedOptions) =>
  async (request: EntityRequest): Promise<XResponse> => {
    const answer = await send(client, request)
    return { ...answer, at: now() }
  }

const send = (client: XClient, { resource, source, ids, fieldSet, operation }: EntityRequest) => {
  const context = callContext(source, operation)
  switch (resource.kind) {
    case 'posts':
      return client.lookup(context, ids, parametersOf(fieldSet))
    case 'users':
      return client.users(context, resource.by, ids, [...fieldSet.plan.user])
    case 'timeline':
      return client.timeline(context, resource.userId, resource.page, parametersOf(fieldSet))
    default:
      return resource satisfies never
  }
}

const parametersOf = memoizeByIdentity(
  ({ plan, expansions }: FieldSet): LookupParameters => ({
    tweet: [...plan.tweet].filter((name) => !DEFAULT_TWEET_FIELDS.includes(name)),
    media: [...plan.media],
    user: [...plan.user],
    poll: [...plan.poll],
    place: [...plan.place],
    expansions: [...expansions],
  }),
)
