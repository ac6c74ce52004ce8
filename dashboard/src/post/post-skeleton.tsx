// A placeholder of the size of a post's view.

import { Skeleton } from '../components/skeleton.tsx'
import { messages } from '../messages/index.ts'

export const PostSkeleton = () => (
  <div className="post-skeleton">
    <Skeleton label={messages.post.loading} rows={4} />
  </div>
)
