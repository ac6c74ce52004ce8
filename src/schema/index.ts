// The whole schema. Each file below adds its types and fields to the builder.

import './query.ts'
import './post-metrics.ts'
import './post-details.ts'
import './community-notes.ts'
import './user-posts.ts'
import './users-query.ts'
import './post-summary.ts'
import './derived.ts'
import './as-of.ts'
import './history.ts'
import './video-history.ts'
import './rate-limits.ts'
import './usage.ts'
import './viewer.ts'
import './summary.ts'
import './series.ts'
import './recorded-posts.ts'
import './best-times.ts'
import './recording.ts'
import './gateway.ts'
import './sandbox.ts'
import './watch.ts'
import './private-metrics.ts'
import './live.ts'
import './fetch.ts'
import './federation.ts'
import './error-codes.ts'
import { GraphQLSchema } from 'graphql'
import { builder } from './builder.ts'
import { directives } from './directives.ts'
import { inReadingOrder } from './order.ts'

export const schema = new GraphQLSchema({
  ...inReadingOrder(builder.toSchema({ directives, sortSchema: false })),
  // A test validates it.
  assumeValid: true,
  description:
    'Posts on X and their metrics: public ones of all posts, private ones of the posts of connected accounts. A value that X refuses or leaves out is null, never zero, and the answer says why. `extensions.upstream` has what an answer cost at X.',
})
