// The search, filters, order and columns of the list of posts, as the URL has them. Defaults are not written.

import type { PostKind, RecordedPostsQueryVariables } from '../generated/graphql.ts'
import { periodOf, rangeOf, timeZoneOf } from '../period.ts'
import type { Params } from '../route.ts'
import { COLUMNS, type Column, type ColumnKey, DEFAULT_COLUMNS, POSTED } from './columns.ts'

export const KINDS = ['post', 'reply', 'repost', 'quote'] as const
export const MEDIA = ['photo', 'video', 'animated_gif', 'none'] as const

export type Kind = (typeof KINDS)[number]
export type Medium = (typeof MEDIA)[number]

export interface Sort {
  readonly key: ColumnKey
  readonly isAscending: boolean
}

export interface ListParams {
  readonly search: string
  /** Empty for all. */
  readonly kinds: readonly Kind[]
  /** Empty for all. `none` stands alone. */
  readonly media: readonly Medium[]
  readonly promoted: boolean | undefined
  readonly sort: Sort
  readonly columns: readonly ColumnKey[]
}

const KIND_NAMES: Readonly<Record<Kind, PostKind>> = {
  post: 'POST',
  reply: 'REPLY',
  repost: 'REPOST',
  quote: 'QUOTE',
}

const listIn = <T extends string>(value: string | undefined, known: readonly T[]): readonly T[] => {
  const words = new Set<string>(value?.split(','))
  return known.filter((each) => words.has(each))
}

const DEFAULT_SORT: Sort = { key: 'posted', isAscending: false }

const sortIn = (value = ''): Sort => {
  const [name, direction] = value.split('.')
  const column = [POSTED, ...COLUMNS].find(({ key, order }) => key === name && order)
  return column === undefined ? DEFAULT_SORT : { key: column.key, isAscending: direction === 'asc' }
}

/** The columns in the order of the URL. */
const columnsIn = (value: string | undefined): readonly ColumnKey[] => {
  const found = new Set(
    value?.split(',').flatMap((word) => COLUMNS.find(({ key }) => key === word)?.key ?? []),
  )
  return found.size === 0 ? DEFAULT_COLUMNS : [...found]
}

export const listParamsOf = (params: Params): ListParams => {
  const media = listIn(params.media, MEDIA)
  return {
    search: params.q ?? '',
    kinds: listIn(params.kind, KINDS),
    media: media.includes('none') ? ['none'] : media,
    promoted: params.promoted === undefined ? undefined : params.promoted === 'yes',
    sort: sortIn(params.sort),
    columns: columnsIn(params.columns),
  }
}

const joined = (values: readonly string[], all: number): string | undefined =>
  values.length === 0 || values.length === all ? undefined : values.join(',')

/** The URL's parameters of a change. */
export const paramsOfList = ({
  search,
  kinds,
  media,
  promoted,
  sort,
  columns,
}: Partial<ListParams>) => ({
  ...(search !== undefined && { q: search.trim() === '' ? undefined : search.trim() }),
  ...(kinds && { kind: joined(kinds, KINDS.length) }),
  ...(media && { media: joined(media, MEDIA.length) }),
  ...(sort && { sort: textOfSort(sort) }),
  ...(columns && {
    columns: columns.join() === DEFAULT_COLUMNS.join() ? undefined : columns.join(','),
  }),
  ...(promoted !== undefined && { promoted: promoted ? 'yes' : 'no' }),
})

const textOfSort = ({ key, isAscending }: Sort): string | undefined => {
  if (isAscending) return `${key}.asc`
  return key === DEFAULT_SORT.key ? undefined : key
}

export const columnOf = (key: ColumnKey): Column =>
  COLUMNS.find((column) => column.key === key) ?? POSTED

export const isFiltered = ({ search, kinds, media, promoted }: ListParams): boolean =>
  search !== '' || kinds.length > 0 || media.length > 0 || promoted !== undefined

/** Without a period in the URL, the list has the posts of all times. */
export const hasPeriod = ({ period, from, to }: Params): boolean =>
  period !== undefined || (from !== undefined && to !== undefined)

const ALWAYS = { since: null, until: null }

/** The period of the list. */
export const listRange = (params: Params, now: number) => {
  if (!hasPeriod(params)) return ALWAYS
  const { since, until } = rangeOf(periodOf(params), timeZoneOf(params), now)
  return { since, until }
}

type Range = Pick<RecordedPostsQueryVariables, 'since' | 'until'>

export type ListVariables = Omit<
  RecordedPostsQueryVariables,
  'account' | 'first' | 'skip' | 'after' | 'withTrend'
>

/** The variables of the query for a list. */
export const variablesOf = (list: ListParams, { since, until }: Range): ListVariables => {
  const { search, kinds, media, promoted, sort } = list
  const types = media.filter((medium) => medium !== 'none')
  return {
    search: search === '' ? null : search,
    kinds: kinds.length === 0 ? null : kinds.map((kind) => KIND_NAMES[kind]),
    mediaTypes: types.length === 0 ? null : types,
    hasMedia: media.includes('none') ? false : null,
    promoted: promoted ?? null,
    orderBy: columnOf(sort.key).order ?? 'NEWEST',
    direction: sort.isAscending ? 'ASCENDING' : 'DESCENDING',
    ...{ since, until },
  }
}
