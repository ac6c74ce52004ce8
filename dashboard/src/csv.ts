// CSV export of a list of posts, for spreadsheets.

import type { PostRowFragment } from './generated/graphql.ts'
import { messages } from './messages/index.ts'

interface Author {
  readonly username: string | null
}

type Row = PostRowFragment & { readonly author?: Author | null }

type Cell = string | number | null | undefined

/** Prefixes text that a spreadsheet would run as a formula with an apostrophe, which makes it plain text. */
const escapeFormula = (text: string): string => (/^\s*[=+\-@\t\r]/.test(text) ? `'${text}` : text)

const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`

/** A leading tab makes a spreadsheet read an id as text, instead of rounding it to 15 digits. */
const asText = (id: string): string => quote(`\t${id}`)

const formatCell = (value: Cell): string =>
  typeof value === 'string' ? quote(escapeFormula(value)) : (value?.toString() ?? '')

const COLUMNS: readonly (readonly [string, (row: Row) => Cell])[] = [
  ['author', ({ author }) => author?.username],
  ['created at', ({ createdAt }) => createdAt],
  ['text', ({ text }) => text],
  ['impressions', ({ publicMetrics }) => publicMetrics?.impressionCount],
  ['likes', ({ publicMetrics }) => publicMetrics?.likeCount],
  ['replies', ({ publicMetrics }) => publicMetrics?.replyCount],
  ['reposts', ({ publicMetrics }) => publicMetrics?.retweetCount],
  ['quotes', ({ publicMetrics }) => publicMetrics?.quoteCount],
  ['bookmarks', ({ publicMetrics }) => publicMetrics?.bookmarkCount],
  ['engagement rate', ({ publicMetrics }) => publicMetrics?.engagementRate],
  ['engagements', ({ nonPublicMetrics }) => nonPublicMetrics?.engagements],
  ['organic impressions', ({ organicMetrics }) => organicMetrics?.impressionCount],
  ['organic likes', ({ organicMetrics }) => organicMetrics?.likeCount],
  ['organic replies', ({ organicMetrics }) => organicMetrics?.replyCount],
  ['organic reposts', ({ organicMetrics }) => organicMetrics?.retweetCount],
  ['organic link clicks', ({ organicMetrics }) => organicMetrics?.urlLinkClicks],
  ['organic profile clicks', ({ organicMetrics }) => organicMetrics?.userProfileClicks],
  ['promoted impressions', ({ promotedMetrics }) => promotedMetrics?.impressionCount],
  ['promoted likes', ({ promotedMetrics }) => promotedMetrics?.likeCount],
  ['promoted replies', ({ promotedMetrics }) => promotedMetrics?.replyCount],
  ['promoted reposts', ({ promotedMetrics }) => promotedMetrics?.retweetCount],
  ['promoted link clicks', ({ promotedMetrics }) => promotedMetrics?.urlLinkClicks],
  ['promoted profile clicks', ({ promotedMetrics }) => promotedMetrics?.userProfileClicks],
  ['promoted share', ({ promotedShare }) => promotedShare],
  ['private metrics as of', ({ organicMetrics }) => organicMetrics?.asOf],
  [
    'missing metrics',
    ({ unavailableMetrics }) =>
      unavailableMetrics
        .map(
          ({ variant, reason }) => `${variant.toLowerCase()}: ${messages.metrics.reasons[reason]}`,
        )
        .join(' '),
  ],
]

export const toCsv = (rows: readonly Row[]): string =>
  [
    ['id', ...COLUMNS.map(([name]) => name)].map(formatCell),
    ...rows.map((row) => [
      asText(row.id),
      ...COLUMNS.map(([, getValue]) => formatCell(getValue(row))),
    ]),
  ]
    .map((cells) => `${cells.join(',')}\r\n`)
    .join('')
