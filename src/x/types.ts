// X's objects in its classic vocabulary, as far as the gateway reads them. X leaves out a field without a value, and null
// means the same, so every field is optional except those that identify an object. shape.ts checks responses against
// these types.
//
// @see https://docs.x.com/x-api/fundamentals/data-dictionary

export interface UrlEntity {
  readonly start: number
  readonly end: number
  readonly url: string
  readonly expanded_url?: string | null
  readonly display_url?: string | null
  readonly unwound_url?: string | null
  readonly title?: string | null
  readonly description?: string | null
  readonly media_key?: string | null
  /** The status that the page answered X with. */
  readonly status?: number | string | null
  readonly images?: readonly UrlImage[] | null
}

export interface UrlImage {
  readonly url: string
  readonly width?: number | null
  readonly height?: number | null
}

export interface MentionEntity {
  readonly start: number
  readonly end: number
  readonly username: string
  readonly id?: string | null
}

export interface TagEntity {
  readonly start: number
  readonly end: number
  readonly tag: string
}

export interface AnnotationEntity {
  readonly start: number
  readonly end: number
  readonly probability?: number | null
  readonly type?: string | null
  readonly normalized_text?: string | null
}

export interface Entities {
  readonly urls?: readonly UrlEntity[] | null
  readonly mentions?: readonly MentionEntity[] | null
  readonly hashtags?: readonly TagEntity[] | null
  readonly cashtags?: readonly TagEntity[] | null
  readonly annotations?: readonly AnnotationEntity[] | null
}

export interface Withheld {
  readonly copyright?: boolean | null
  readonly country_codes?: readonly string[] | null
  readonly scope?: string | null
}

/** Counts by X's names. */
export type Metrics = Readonly<Record<string, number | null | undefined>>

interface Topic {
  readonly id: string
  readonly name?: string | null
  readonly description?: string | null
}

export interface ContextAnnotation {
  readonly domain: Topic
  readonly entity: Topic
}

/** The classic vocabulary has entities, the new one only addresses. */
export type SourceLink = string | UrlEntity

export interface CountedLink {
  readonly count?: number | null
  readonly url?: SourceLink | null
}

export interface MediaNote {
  readonly note_id?: string | null
  readonly match_status?: string | null
}

export interface NoteSuggestion {
  readonly suggestion_id?: string | null
  readonly suggestion?: string | null
  readonly source_link?: SourceLink | null
}

/** X documents one object in its classic vocabulary, and a list in the new one. */
export type OneOrMore<T> = T | readonly T[]

export interface MediaMetadata {
  readonly media_key?: string | null
  readonly title?: string | null
  readonly description?: string | null
  readonly alt_text?: string | null
}

/** X documents no properties; these are the ones that its expansions and client libraries name. */
export interface Article {
  readonly title?: string | null
  readonly preview_text?: string | null
  readonly cover_media?: string | null
  readonly media_entities?: readonly string[] | null
}

export interface Tweet {
  readonly id: string
  readonly text?: string | null
  readonly attachments?: {
    readonly media_keys?: readonly string[] | null
    readonly poll_ids?: readonly string[] | null
    /** The posts that attached media of other accounts come from. */
    readonly media_source_tweet_id?: readonly string[] | null
  } | null
  readonly article?: Article | null
  readonly author_id?: string | null
  readonly card_uri?: string | null
  readonly community_id?: string | null
  readonly context_annotations?: readonly ContextAnnotation[] | null
  readonly conversation_id?: string | null
  readonly created_at?: string | null
  readonly display_text_range?: readonly number[] | null
  readonly edit_controls?: {
    readonly edits_remaining?: number | string | null
    readonly is_edit_eligible?: boolean | null
    readonly editable_until?: string | null
  } | null
  readonly edit_history_tweet_ids?: readonly string[] | null
  readonly entities?: Entities | null
  readonly geo?: {
    readonly place_id?: string | null
    readonly coordinates?: { readonly coordinates?: readonly number[] | null } | null
  } | null
  readonly in_reply_to_user_id?: string | null
  readonly lang?: string | null
  readonly matched_media_notes?: OneOrMore<MediaNote> | null
  readonly media_metadata?: readonly MediaMetadata[] | null
  readonly note_request_suggestions?: OneOrMore<NoteSuggestion> | null
  readonly note_tweet?: {
    readonly text?: string | null
    readonly entities?: Entities | null
  } | null
  readonly paid_partnership?: boolean | null
  readonly possibly_sensitive?: boolean | null
  readonly referenced_tweets?: readonly { readonly type: string; readonly id: string }[] | null
  readonly reply_settings?: string | null
  readonly scopes?: { readonly followers?: boolean | null } | null
  readonly source?: string | null
  readonly suggested_source_links?: readonly SourceLink[] | null
  readonly suggested_source_links_with_counts?: OneOrMore<CountedLink> | null
  readonly withheld?: Withheld | null
  readonly public_metrics?: Metrics | null
  readonly non_public_metrics?: Metrics | null
  readonly organic_metrics?: Metrics | null
  readonly promoted_metrics?: Metrics | null
}

export interface Media {
  readonly media_key: string
  readonly type: string
  readonly width?: number | null
  readonly height?: number | null
  readonly alt_text?: string | null
  readonly url?: string | null
  readonly duration_ms?: number | null
  readonly preview_image_url?: string | null
  readonly variants?: readonly MediaVariant[] | null
  readonly public_metrics?: Metrics | null
  readonly non_public_metrics?: Metrics | null
  readonly organic_metrics?: Metrics | null
  readonly promoted_metrics?: Metrics | null
}

export interface MediaVariant {
  readonly bit_rate?: number | null
  readonly content_type: string
  readonly url: string
}

export interface Affiliation {
  readonly description?: string | null
  readonly url?: string | null
  readonly badge_url?: string | null
  readonly user_id?: readonly string[] | null
}

export interface User {
  readonly id: string
  readonly name?: string | null
  readonly username?: string | null
  readonly created_at?: string | null
  readonly description?: string | null
  readonly location?: string | null
  readonly url?: string | null
  readonly profile_image_url?: string | null
  readonly profile_banner_url?: string | null
  readonly affiliation?: Affiliation | null
  readonly subscription_type?: string | null
  readonly parody?: boolean | null
  readonly is_identity_verified?: boolean | null
  readonly verified_followers_count?: number | null
  readonly protected?: boolean | null
  readonly verified?: boolean | null
  readonly verified_type?: string | null
  readonly entities?: {
    readonly url?: { readonly urls?: readonly UrlEntity[] | null } | null
    readonly description?: Entities | null
  } | null
  readonly withheld?: Withheld | null
  readonly pinned_tweet_id?: string | null
  readonly most_recent_tweet_id?: string | null
  readonly public_metrics?: Metrics | null
}

export interface Poll {
  readonly id: string
  readonly options?: readonly PollOption[] | null
  readonly duration_minutes?: number | null
  readonly end_datetime?: string | null
  readonly voting_status?: string | null
}

export interface PollOption {
  readonly position: number
  readonly label: string
  readonly votes?: number | null
}

export interface Place {
  readonly id: string
  readonly full_name?: string | null
  readonly name?: string | null
  readonly country?: string | null
  readonly country_code?: string | null
  readonly place_type?: string | null
  readonly geo?: {
    readonly bbox?: readonly number[] | null
    readonly geometry?: { readonly coordinates?: readonly number[] | null } | null
  } | null
  readonly contained_within?: readonly string[] | null
}
