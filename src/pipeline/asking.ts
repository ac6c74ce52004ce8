// How the loaders speak with the client: what an ask is in X's words, and on whose account it is made.

import type { CredentialSource } from '../auth/credentials.ts'
import { memoizeByIdentity } from '../infra/memoize.ts'
import type { Ask } from '../plan/plan.ts'
import type { Asking } from '../x/client.ts'
import { DEFAULT_TWEET_FIELDS } from '../x/fields.ts'
import type { LookupParameters } from '../x/gaps.ts'
import type { Operation } from './operation.ts'

export const askingAs = (
  source: CredentialSource,
  { tally, request, trace, onCall }: Operation,
): Asking => ({
  as: source,
  request,
  trace,
  onSend: () => {
    tally.calls += 1
    onCall?.(source)
  },
})

export const parametersOf = memoizeByIdentity(
  ({ plan, expansions }: Ask): LookupParameters => ({
    tweet: [...plan.tweet].filter((name) => !DEFAULT_TWEET_FIELDS.includes(name)),
    media: [...plan.media],
    user: [...plan.user],
    poll: [...plan.poll],
    place: [...plan.place],
    expansions: [...expansions],
  }),
)
