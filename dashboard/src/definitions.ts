// What is counted, in which of the four kinds of numbers, and what each count means.

import type { MetricsVariant, PostNumbersFragment } from './generated/graphql.ts'

export type Numbers = PostNumbersFragment

export type Group = 'publicMetrics' | 'nonPublicMetrics' | 'organicMetrics' | 'promotedMetrics'

export interface Kind {
  readonly group: Group
  readonly variant: MetricsVariant
  readonly label: string
  readonly means: string
}

export const KINDS: readonly Kind[] = [
  {
    group: 'publicMetrics',
    variant: 'PUBLIC',
    label: 'Public',
    means: 'What everybody sees on X: organic and promoted together.',
  },
  {
    group: 'nonPublicMetrics',
    variant: 'NON_PUBLIC',
    label: 'Author only',
    means: 'What X shows to the author only: organic and promoted together.',
  },
  {
    group: 'organicMetrics',
    variant: 'ORGANIC',
    label: 'Organic',
    means: 'From people who met the post without an ad.',
  },
  {
    group: 'promotedMetrics',
    variant: 'PROMOTED',
    label: 'Promoted',
    means:
      'From people who met the post as an ad that its author ran, or an account user of the author’s Ads account.',
  },
]

export const VARIANT_OF = Object.fromEntries(
  KINDS.map(({ group, variant }) => [group, variant]),
) as Readonly<Record<Group, MetricsVariant>>

export interface Count {
  readonly name: string
  readonly label: string
  readonly means: string
  readonly in: readonly Group[]
  /** Of 1, instead of a number of times. */
  readonly share?: true
}

const ALL = KINDS.map(({ group }) => group)
const NOT_AUTHOR_ONLY = ALL.filter((group) => group !== 'nonPublicMetrics')
const PRIVATE = ALL.filter((group) => group !== 'publicMetrics')
const PUBLIC: readonly Group[] = ['publicMetrics']

export const COUNTS: readonly Count[] = [
  {
    name: 'impressionCount',
    label: 'Impressions',
    means:
      'How many times the post was on somebody’s screen, if only in part. One person can count several times.',
    in: ALL,
  },
  { name: 'likeCount', label: 'Likes', means: 'How many times it was liked.', in: NOT_AUTHOR_ONLY },
  { name: 'replyCount', label: 'Replies', means: 'How many replies it got.', in: NOT_AUTHOR_ONLY },
  {
    name: 'retweetCount',
    label: 'Reposts',
    means: 'How many times it was reposted without a comment.',
    in: NOT_AUTHOR_ONLY,
  },
  {
    name: 'quoteCount',
    label: 'Quotes',
    means: 'How many times it was reposted with a comment. There are none from a paid context.',
    in: PUBLIC,
  },
  {
    name: 'bookmarkCount',
    label: 'Bookmarks',
    means: 'How many times it was saved as a bookmark.',
    in: PUBLIC,
  },
  {
    name: 'engagements',
    label: 'Engagements',
    means: 'How many times anything in it was clicked, tapped or answered.',
    in: ['nonPublicMetrics'],
  },
  {
    name: 'urlLinkClicks',
    label: 'Link clicks',
    means: 'How many times a link or link preview in it was clicked.',
    in: PRIVATE,
  },
  {
    name: 'userProfileClicks',
    label: 'Profile clicks',
    means: 'How many times the author’s name, handle or picture was clicked in it.',
    in: PRIVATE,
  },
  {
    name: 'engagementRate',
    label: 'Engagement rate',
    means:
      'Engagements per impression. Public, author-only, and organic and promoted rates count different engagements: compare like with like.',
    in: ALL,
    share: true,
  },
]

/** Undefined when the group is not there at all. */
export const numberIn = (post: Numbers, group: Group, name: string): number | null | undefined => {
  const numbers: Readonly<Record<string, unknown>> | null = post[group]
  const value = numbers?.[name]
  return numbers === null ? undefined : typeof value === 'number' ? value : null
}

/** When X gave what is shown, of what was kept. */
export const keptSince = (post: Numbers, group: Group): string | undefined =>
  group === 'publicMetrics' ? undefined : (post[group]?.asOf ?? undefined)
