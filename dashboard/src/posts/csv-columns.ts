// The columns of an exported list: the id, the full text and the time of each post, the columns on the screen, and why values
// are missing.

import type { CsvColumn } from '../csv.ts'
import { messages } from '../messages/index.ts'
import { type Column, columnValue } from './columns.ts'
import type { RowPost } from './row.tsx'

const text = messages.posts.export

/** Local time without an offset, which spreadsheets read as a time. */
const localTime = (time: string, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', {
    ...{ timeZone, year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
  }).format(new Date(time))

const missing = ({ unavailableMetrics }: RowPost): string =>
  unavailableMetrics
    .map(({ variant, reason }) => {
      const { groups, reasons } = messages.metrics
      return `${groups[variant].label}: ${reasons[reason]}`
    })
    .join(' ')

export const csvColumnsOf = (
  columns: readonly Column[],
  timeZone: string,
  hasAuthors = false,
): readonly CsvColumn<RowPost>[] => [
  { label: 'id', value: ({ id }) => ({ id }) },
  ...(hasAuthors ? [{ label: text.author, value: ({ author }: RowPost) => author?.username }] : []),
  {
    label: text.posted(timeZone),
    value: ({ createdAt }) => createdAt && localTime(createdAt, timeZone),
  },
  { label: text.kind, value: ({ kind }) => messages.posts.kindOf[kind] },
  { label: text.text, value: ({ displayText }) => displayText },
  ...columns
    .filter(({ key }) => key !== 'trend')
    .map((column) => ({
      label: column.label,
      value: (post: RowPost) => columnValue(post, column),
    })),
  { label: text.missing, value: missing },
]
