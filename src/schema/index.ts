// The whole schema. Each file below adds its types and fields to the builder.

import './query.ts'
import './post-metrics.ts'
import './user-posts.ts'
import './users-query.ts'
import './derived.ts'
import './history.ts'
import './rate-limits.ts'
import './viewer.ts'
import './private-metrics.ts'
import './live.ts'
import { builder } from './builder.ts'

export const schema = builder.toSchema()
