// X's wire shapes, in its classic dialect, as far as the gateway reads them. Everything is optional but
// what identifies an object: X leaves out what has no value.
//
// @see https://docs.x.com/x-api/fundamentals/data-dictionary

export interface UrlEntity {
  readonly start: number
  readonly end: number
  readonly url: string
  readonly expanded_url?: string
  readonly display_url?: string
  readonly unwound_url?: string
  readonly title?: string
  readonly description?: string
  readonly media_key?: string
}

export interface MentionEntity {
  readonly start: number
  readonly end: number
  readonly username: string
  readonly id?: string
}

export interface TagEntity {
  readonly start: number
  readonly end: number
  readonly tag: string
}

export interface AnnotationEntity {
  readonly start: number
  readonly end: number
  readonly probability?: number
  readonly type?: string
  readonly normalized_text?: string
}

export interface Entities {
  readonly urls?: readonly UrlEntity[]
  readonly mentions?: readonly MentionEntity[]
  readonly hashtags?: readonly TagEntity[]
  readonly cashtags?: readonly TagEntity[]
  readonly annotations?: readonly AnnotationEntity[]
}

export interface Withheld {
  readonly copyright?: boolean
  readonly country_codes?: readonly string[]
  readonly scope?: string
}

/** Counts by X's names; absent ones have no value. */
export type Metrics = Readonly<Record<string, number | null | undefined>>

export interface ContextAnnotation {
  readonly domain: { readonly id: string; readonly name?: string; readonly description?: string }
  readonly entity: { readonly id: string; readonly name?: string; readonly description?: string }
}

export interface Tweet {
  readonly id: string
  readonly text?: string
  readonly attachments?: {
    readonly media_keys?: readonly string[]
    readonly poll_ids?: readonly string[]
  }
  readonly author_id?: string
  readonly context_annotations?: readonly ContextAnnotation[]
  readonly conversation_id?: string
  readonly created_at?: string
  readonly edit_controls?: {
    readonly edits_remaining?: number | string
    readonly is_edit_eligible?: boolean
    readonly editable_until?: string
  }
  readonly edit_history_tweet_ids?: readonly string[]
  readonly entities?: Entities
  readonly geo?: {
    readonly place_id?: string
    readonly coordinates?: { readonly coordinates?: readonly number[] | null }
  }
  readonly in_reply_to_user_id?: string
  readonly lang?: string
  readonly note_tweet?: { readonly text?: string; readonly entities?: Entities }
  readonly possibly_sensitive?: boolean
  readonly referenced_tweets?: readonly { readonly type: string; readonly id: string }[]
  readonly reply_settings?: string
  readonly source?: string
  readonly withheld?: Withheld
  readonly public_metrics?: Metrics
  readonly non_public_metrics?: Metrics
  readonly organic_metrics?: Metrics
  readonly promoted_metrics?: Metrics
}

export interface Media {
  readonly media_key: string
  readonly type: string
  readonly width?: number
  readonly height?: number
  readonly alt_text?: string
  readonly url?: string
  readonly duration_ms?: number
  readonly preview_image_url?: string
  readonly variants?: readonly {
    readonly bit_rate?: number
    readonly content_type: string
    readonly url: string
  }[]
  readonly public_metrics?: Metrics
  readonly non_public_metrics?: Metrics
  readonly organic_metrics?: Metrics
  readonly promoted_metrics?: Metrics
}

export interface User {
  readonly id: string
  readonly name?: string
  readonly username?: string
  readonly created_at?: string
  readonly description?: string
  readonly location?: string
  readonly url?: string
  readonly profile_image_url?: string
  readonly protected?: boolean
  readonly verified?: boolean
  readonly verified_type?: string
  readonly entities?: {
    readonly url?: { readonly urls?: readonly UrlEntity[] }
    readonly description?: Entities
  }
  readonly withheld?: Withheld
  readonly pinned_tweet_id?: string
  readonly most_recent_tweet_id?: string
  readonly public_metrics?: Metrics
}

export interface Poll {
  readonly id: string
  readonly options?: readonly {
    readonly position: number
    readonly label: string
    readonly votes?: number
  }[]
  readonly duration_minutes?: number
  readonly end_datetime?: string
  readonly voting_status?: string
}

export interface Place {
  readonly id: string
  readonly full_name?: string
  readonly name?: string
  readonly country?: string
  readonly country_code?: string
  readonly place_type?: string
  readonly geo?: { readonly bbox?: readonly number[] }
  readonly contained_within?: readonly string[]
}

/** A partial error: what X could not, or would not, give beside the rest. */
export interface Problem {
  readonly type?: string
  readonly title?: string
  readonly detail?: string
  readonly field?: string
  readonly value?: string
  readonly resource_id?: string
  readonly resource_type?: string
  readonly parameter?: string
  readonly section?: string
}

/** An answer to a lookup by ids. */
export interface Envelope {
  readonly data?: readonly Tweet[]
  readonly includes?: {
    readonly tweets?: readonly Tweet[]
    readonly users?: readonly User[]
    readonly media?: readonly Media[]
    readonly polls?: readonly Poll[]
    readonly places?: readonly Place[]
  }
  readonly errors?: readonly Problem[]
}
