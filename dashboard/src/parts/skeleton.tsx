// What is shown until there is something to show.

export const Skeleton = ({ rows = 5, what }: { rows?: number; what: string }) => (
  <div className="skeleton" role="status">
    <span className="unseen">Loading {what} …</span>
    {Array.from({ length: rows }, (_, row) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same
      <span key={row} aria-hidden="true" />
    ))}
  </div>
)
