// A placeholder while data is loading.

import { messages } from '../messages/index.ts'

export const Skeleton = ({ rows = 5, label }: { rows?: number; label: string }) => (
  <div className="skeleton" role="status">
    <span className="visually-hidden">{messages.common.loading(label)}</span>
    {Array.from({ length: rows }, (_, row) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: all rows are the same
      <span key={row} aria-hidden="true" />
    ))}
  </div>
)
