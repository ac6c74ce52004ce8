// `asOf`: the time of archived numbers, on the types of metrics that may come from the archive.

import { asOf } from '../loaders/archived.ts'
import { builder } from './builder.ts'
import {
  NonPublicMediaMetrics,
  NonPublicPostMetrics,
  OrganicMediaMetrics,
  OrganicPostMetrics,
  PromotedMediaMetrics,
  PromotedPostMetrics,
  PublicPostMetrics,
} from './metrics.ts'

for (const type of [
  PublicPostMetrics,
  NonPublicPostMetrics,
  OrganicPostMetrics,
  PromotedPostMetrics,
  NonPublicMediaMetrics,
  OrganicMediaMetrics,
  PromotedMediaMetrics,
]) {
  builder.objectField(type, 'asOf', (t) =>
    t.field({
      type: 'DateTime',
      description:
        'The time of these metrics, if they come from the archive (setting ARCHIVE): because X no longer shows them, or because X was not asked. Null for current metrics.',
      resolve: (metrics) => {
        const time = asOf(metrics)
        return time === undefined ? null : new Date(time)
      },
    }),
  )
}
