// The value of a column, or a quiet dash with the reason.

import { formatChange, formatCount, formatShare, formatTime } from '../format.ts'
import { messages } from '../messages/index.ts'
import { type Column, columnValue, type ListedPost, reasonOf, timeOf } from './columns.ts'

interface CellProps {
  readonly post: ListedPost
  readonly column: Column
  readonly change?: number | undefined
}

export const Cell = ({ post, column, change }: CellProps) => {
  const { key, group, name, isRate } = column
  const value = columnValue(post, column)
  if (value === null) {
    const reason = reasonOf(post, column)
    return (
      <span className="missing" title={reason}>
        –<span className="visually-hidden"> {reason}</span>
      </span>
    )
  }
  const time = timeOf(post, column)
  const isChanged = change !== undefined && !isRate
  return (
    <span
      className="number"
      data-metric={group === undefined ? key : `${group}.${name}`}
      title={time && `${messages.common.asOf} ${formatTime(time)}`}
    >
      {/* The key restarts the animation when the value changes. */}
      <span key={isChanged ? value : undefined} data-changed={isChanged || undefined}>
        {isRate ? formatShare(value) : formatCount(value)}
      </span>
      {isChanged && <small className="delta">{formatChange(change)}</small>}
    </span>
  )
}
