// The post as the detail view queries it.

import type { PostDetailQuery } from '../generated/graphql.ts'

export type DetailedPost = NonNullable<PostDetailQuery['post']>

type Media = NonNullable<DetailedPost['media']>[number]

export type Video = Extract<Media, { durationMs: unknown }>
