// The objects of the sandbox's world. Static parts are stored in X's wire format; metrics are stored as totals,
// from which their values at a point in time are computed.

import type { Movement } from './movement.ts'

/** Totals of the organic or the promoted metrics of a post. */
export interface Counts {
  readonly impressions: number
  readonly likes: number
  readonly replies: number
  readonly retweets: number
  readonly urlClicks: number
  readonly profileClicks: number
}

export interface PostNumbers {
  readonly organic: Counts
  /** Present only if the post was promoted. */
  readonly promoted?: Counts
  /** Quotes and bookmarks count in public metrics only. */
  readonly quotes: number
  readonly bookmarks: number
}

/** A span of time in milliseconds. */
export interface Period {
  readonly from: number
  readonly until: number
}

export type ReferenceType = 'retweeted' | 'quoted' | 'replied_to'

export interface Reference {
  readonly type: ReferenceType
  readonly id: string
}

/** An object in X's wire format. */
export type Wire = Readonly<Record<string, unknown>>

/** An article in X's wire format: its media are keys. No response was recorded; clients describe these keys. */
export interface WorldArticle {
  readonly title: string
  readonly preview_text: string
  readonly plain_text: string
  readonly cover_media?: string
  readonly media_entities?: readonly string[]
  readonly entities?: Wire
}

export interface WorldPost {
  readonly id: string
  readonly authorId: string
  /** The time of creation in milliseconds. A post with a later time than the clock does not exist yet. */
  readonly createdAt: number
  /** The time of deletion. The post does not exist from then on. */
  readonly deletedAt?: number
  readonly text: string
  readonly lang: string
  readonly source: string
  readonly possiblySensitive: boolean
  readonly replySettings: string
  readonly conversationId: string
  readonly inReplyToUserId?: string
  readonly references: readonly Reference[]
  /** The ids of all versions, oldest first; only its own if it was never edited. */
  readonly versions: readonly string[]
  readonly editable: boolean
  readonly mediaKeys: readonly string[]
  readonly pollIds: readonly string[]
  readonly placeId?: string
  readonly point?: readonly [longitude: number, latitude: number]
  readonly entities?: Wire
  readonly note?: { readonly text: string; readonly entities?: Wire }
  readonly article?: WorldArticle
  readonly annotations?: readonly Wire[]
  readonly withheld?: Wire
  readonly displayRange?: readonly [start: number, end: number]
  /** The post has a link, so X returns its link clicks. */
  readonly countsLinkClicks: boolean
  readonly numbers: PostNumbers
  /** The time in which the promoted metrics grow. @default as the organic ones */
  readonly promotion?: Period
  /** The metrics do not change over time. */
  readonly frozen?: boolean
  /** Private metrics are served at any age. */
  readonly noAgeLimit?: boolean
  /** X refuses private metrics without naming the post (`resource_id: "unknown"`). */
  readonly refusedWithoutId?: boolean
  /** Other fields, in X's wire format. */
  readonly extra?: Wire
}

/** Views, and playbacks that reached 0, 25, 50, 75 and 100 percent. */
export interface Playback {
  readonly views: number
  readonly quartiles: readonly [number, number, number, number, number]
}

/** The totals of media from its use in one post. */
export interface Play {
  readonly postId: string
  readonly at: number
  readonly organic: Playback
  readonly promoted?: Playback
  /** The time in which the promoted playbacks grow. @default as the organic ones */
  readonly promotion?: Period
}

export interface WorldMedia {
  readonly key: string
  readonly type: 'photo' | 'video' | 'animated_gif'
  readonly ownerId: string
  /** The post with which it was uploaded. */
  readonly sourcePostId: string
  readonly createdAt: number
  readonly width?: number
  readonly height?: number
  /** Addresses of pictures: paths of the sandbox, or absolute ones. */
  readonly url?: string
  readonly previewImageUrl?: string
  readonly altText?: string
  /** The title and the description of a video, which `media_metadata` of its posts has. */
  readonly title?: string
  readonly description?: string
  readonly durationMs?: number
  readonly variants?: readonly Wire[]
  /** The totals by post; the metrics are their sum. */
  readonly plays: readonly Play[]
  /** Public views that are neither organic nor promoted. */
  readonly otherViews?: number
  readonly frozen?: boolean
  readonly noAgeLimit?: boolean
}

export interface WorldPoll {
  readonly id: string
  readonly createdAt: number
  readonly endsAt: number
  readonly options: readonly { readonly label: string; readonly votes: number }[]
}

export interface WorldUser {
  readonly id: string
  readonly username: string
  readonly name: string
  readonly createdAt: number
  readonly description: string
  readonly location?: string
  readonly url?: string
  readonly entities?: Wire
  /** A path of the sandbox, or an absolute address. */
  readonly profileImageUrl: string
  readonly profileBannerUrl?: string
  readonly protected: boolean
  readonly suspended: boolean
  readonly verifiedType: 'blue' | 'business' | 'government' | 'none'
  readonly subscriptionType: 'Basic' | 'Premium' | 'PremiumPlus' | 'None'
  readonly pinnedPostId?: string
  readonly affiliation?: Wire & { readonly user_id: readonly string[] }
  readonly withheld?: Wire
  readonly counts: {
    readonly followers: number
    readonly following: number
    readonly posts: number
    readonly listed: number
    readonly likes: number
    readonly media: number
  }
}

export interface World {
  readonly posts: ReadonlyMap<string, WorldPost>
  readonly media: ReadonlyMap<string, WorldMedia>
  readonly polls: ReadonlyMap<string, WorldPoll>
  readonly places: ReadonlyMap<string, Wire>
  readonly users: ReadonlyMap<string, WorldUser>
  /** The ids of the accounts that can log in. The sandbox's credentials include an access token of the first one. */
  readonly accounts: readonly string[]
  /** The pace of a world that changes over time; undefined for a static one. With it, the counts of profiles change as well. */
  readonly movement?: Movement
}
