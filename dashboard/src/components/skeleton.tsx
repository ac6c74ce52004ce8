// A placeholder while data is loading.

export const Skeleton = ({ rows = 5, label }: { rows?: number; label: string }) => (
  <div className="skeleton" role="status">
    <span className="visually-hidden">Loading {label} …</span>
    {Array.from({ length: rows }, (_, row) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: all rows are the same
      <span key={row} aria-hidden="true" />
    ))}
  </div>
)
