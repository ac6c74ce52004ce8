// The whole schema: each file below adds what it knows.

import './query.ts'
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
