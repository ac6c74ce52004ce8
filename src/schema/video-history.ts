// Video.metricsHistory: past numbers of a video.

import type { Metrics } from '../x/types.ts'
import { builder, needs } from './builder.ts'
import { sentenceFor } from './count-names.ts'
import { historyArgs, PERMISSION, seriesOf, spanOf } from './history.ts'
import { postOf, Video } from './media.ts'
import { PlaybackQuartiles } from './metrics.ts'

const VideoMetricsSample = builder.objectRef<Metrics>('VideoMetricsSample').implement({
  description:
    'The metrics of a video at one time. A count that the variant does not have is null.',
  interfaces: [PlaybackQuartiles],
  fields: (t) => ({
    at: t.field({
      type: 'DateTime',
      nullable: false,
      description: 'The time.',
      resolve: ({ at }) => new Date(at ?? 0),
    }),
    viewCount: t.field({
      type: 'SafeInt',
      description: sentenceFor('viewCount'),
      resolve: ({ view_count }) => view_count,
    }),
  }),
})

builder.objectField(Video, 'metricsHistory', (t) =>
  t.field({
    type: [VideoMetricsSample],
    description: `Archived samples of the video, as \`Post.metricsHistory\` returns those of posts. ${PERMISSION}`,
    args: historyArgs(t.arg),
    ...needs({ archive: 1 }),
    resolve: async (medium, args, context) => {
      const post = postOf(medium) ?? { id: '' }
      const span = spanOf(args, post, context.now())
      const history = await seriesOf(post, medium.media_key, args.variant, context)
      return history && (await history.within(span)).map(({ at, numbers }) => ({ ...numbers, at }))
    },
  }),
)
