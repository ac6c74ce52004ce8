// A list of posts as a file for spreadsheets.

import type { PostRowFragment } from './generated/graphql.ts'
import { REASONS } from './words.ts'

interface Author {
  readonly username: string | null
}

type Row = PostRowFragment & { readonly author?: Author | null }

type Cell = string | number | null | undefined

/** Spreadsheets run what begins like a formula; behind an apostrophe they do not. */
const harmless = (text: string): string => (/^\s*[=+\-@\t\r]/.test(text) ? `'${text}` : text)

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`

/** A spreadsheet would round an id to fifteen digits; behind a tab it is text to it. */
const asText = (id: string): string => quoted(`\t${id}`)

const cell = (value: Cell): string =>
  typeof value === 'string' ? quoted(harmless(value)) : (value?.toString() ?? '')

const COLUMNS: readonly (readonly [string, (row: Row) => Cell])[] = [
  ['author', ({ author }) => author?.username],
  ['written', ({ createdAt }) => createdAt],
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
  ['kept from', ({ organicMetrics }) => organicMetrics?.asOf],
  [
    'what is missing',
    ({ unavailableMetrics }) =>
      unavailableMetrics
        .map(({ variant, reason }) => `${variant.toLowerCase()}: ${REASONS[reason]}`)
        .join(' '),
  ],
]

export const csvOf = (rows: readonly Row[]): string =>
  [
    ['id', ...COLUMNS.map(([name]) => name)].map(cell),
    ...rows.map((row) => [asText(row.id), ...COLUMNS.map(([, of]) => cell(of(row)))]),
  ]
    .map((cells) => `${cells.join(',')}\r\n`)
    .join('')
