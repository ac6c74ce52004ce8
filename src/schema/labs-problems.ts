// Problems in the shape of Twitter Labs: data beside the rows.

import { DOCUMENTED_PRIVATE_DAYS, DOCUMENTED_PRIVATE_MS, timeOfId } from '../x/fields.ts'
import type { Refusal } from '../x/refusals.ts'
import { refusalMessage } from './unavailable.ts'

export interface LabsProblem {
  readonly value: string
  readonly detail: string
  readonly type: string
  readonly title: string
}

const problem = (value: string, title: string, detail: string, type: string): LabsProblem => ({
  value,
  title,
  detail,
  type: `https://api.twitter.com/labs/1/problems/${type}`,
})

export const notFound = (id: string): LabsProblem =>
  problem(id, 'Not Found Error', `Could not find tweet with ids: [${id}].`, 'resource-not-found')

const authorization = (id: string, detail: string): LabsProblem =>
  problem(id, 'Authorization Error', detail, 'not-authorized-for-resource')

export const notAuthorized = (id: string): LabsProblem =>
  authorization(id, `Sorry, you are not authorized to see the Tweet with ids: [${id}].`)

const disallowed = (id: string, why: string): LabsProblem =>
  problem(
    id,
    'Disallowed Resource',
    `Private metrics cannot be queried for ${why}.`,
    'disallowed-resource',
  )

const unavailable = (id: string, why: string): LabsProblem =>
  problem(
    id,
    'Resource Unavailable Error',
    `The private metrics of the Tweet with ids: [${id}] are not available. ${why}`,
    'resource-unavailable',
  )

const isOld = (id: string, now: number): boolean =>
  now - (timeOfId(id) ?? 0) > DOCUMENTED_PRIVATE_MS

/** The problem of a post that has no row. As with Labs, authorization is checked before the kind of the post. */
export const problemOf = (
  id: string,
  refusal: Refusal | undefined,
  now: number,
): LabsProblem | undefined => {
  switch (refusal?.reason) {
    case 'NOT_OWNER':
      return notAuthorized(id)
    case 'USER_CONTEXT_REQUIRED':
      return authorization(
        id,
        `No account is connected that is authorized to see the private metrics of the Tweet with ids: [${id}].`,
      )
    case 'RECONNECT_NEEDED':
      return authorization(
        id,
        `X no longer accepts the tokens of the account that wrote the Tweet with ids: [${id}]. Connect the account again.`,
      )
    case 'REPOST':
      return disallowed(id, 'Retweets')
  }
  if (refusal?.reason === 'EXPIRED' || isOld(id, now)) {
    return disallowed(id, `Tweets older than ${DOCUMENTED_PRIVATE_DAYS} days`)
  }
  return refusal && unavailable(id, refusalMessage(refusal, undefined))
}
