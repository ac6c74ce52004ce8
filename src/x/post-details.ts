// The rarer fields of a post: its article, the community that it was written in, and suggestions of Community Notes. X has
// two forms of some of them, one for each vocabulary; the functions at the end give both the form of the new one.
//
// @see https://docs.x.com/x-api/posts/get-posts-by-ids

import { isUrl } from './entity-shape.ts'
import {
  type Fields,
  isNullish,
  isObject,
  isOptionalBoolean,
  isOptionalCount,
  isOptionalListOf,
  isOptionalObject,
  isOptionalObjectList,
  isOptionalString,
  isString,
  type Unchecked,
} from './scalars.ts'
import type {
  Article,
  CountedLink,
  MediaMetadata,
  MediaNote,
  NoteSuggestion,
  OneOrMore,
  SourceLink,
  Tweet,
  UrlEntity,
} from './types.ts'

/** Most posts have none of these fields. */
export const hasReadableDetails = (tweet: Unchecked<Tweet>): boolean =>
  isOptionalObject(tweet.article, isArticle) &&
  isOptionalString(tweet.card_uri) &&
  isOptionalString(tweet.community_id) &&
  isOptionalBoolean(tweet.paid_partnership) &&
  isOptionalObject(tweet.scopes, isScopes) &&
  isOptionalObjectList(tweet.media_metadata, isMediaMetadata) &&
  isOneOrMore(tweet.matched_media_notes, isMediaNote) &&
  isOneOrMore(tweet.note_request_suggestions, isNoteSuggestion) &&
  isOptionalListOf(tweet.suggested_source_links, isSourceLink) &&
  isOneOrMore(tweet.suggested_source_links_with_counts, isCountedLink)

const isArticle = (article: Unchecked<Article>): boolean =>
  isOptionalString(article.title) &&
  isOptionalString(article.preview_text) &&
  isOptionalString(article.cover_media) &&
  isOptionalListOf(article.media_entities, isString)

const isScopes = (scopes: { readonly followers?: unknown }): boolean =>
  isOptionalBoolean(scopes.followers)

const isMediaMetadata = (metadata: Unchecked<MediaMetadata>): boolean =>
  isOptionalString(metadata.media_key) &&
  isOptionalString(metadata.title) &&
  isOptionalString(metadata.description) &&
  isOptionalString(metadata.alt_text)

const isMediaNote = (note: Unchecked<MediaNote>): boolean =>
  isOptionalString(note.note_id) && isOptionalString(note.match_status)

const isNoteSuggestion = (note: Unchecked<NoteSuggestion>): boolean =>
  isOptionalString(note.suggestion_id) &&
  isOptionalString(note.suggestion) &&
  (isNullish(note.source_link) || isSourceLink(note.source_link))

const isSourceLink = (link: unknown): boolean => isString(link) || (isObject(link) && isUrl(link))

const isCountedLink = (link: Unchecked<CountedLink>): boolean =>
  isOptionalCount(link.count) && (isNullish(link.url) || isSourceLink(link.url))

const isOneOrMore = (value: unknown, fits: (item: Fields) => boolean): boolean =>
  Array.isArray(value) ? isOptionalObjectList(value, fits) : isOptionalObject(value, fits)

const isList = <T>(value: OneOrMore<T>): value is readonly T[] => Array.isArray(value)

export const listOf = <T>(value: OneOrMore<T> | null | undefined): readonly T[] | null => {
  if (value === undefined || value === null) return null
  return isList(value) ? value : [value]
}

/** A link with its address, and what X knows of its page. */
export interface ResolvedLink {
  readonly url: string
  readonly entity: UrlEntity | null
  readonly count: number | null
}

export const resolvedLink = (link: SourceLink, count: number | null = null): ResolvedLink =>
  typeof link === 'string'
    ? { url: link, entity: null, count }
    : { url: link.url, entity: link, count }

/** The keys of the media in the article of a post. */
export const articleMediaIn = ({ article }: Tweet): readonly string[] => [
  ...(article?.cover_media ? [article.cover_media] : []),
  ...(article?.media_entities ?? []),
]
