// What the sandbox's world is made of. Static parts are kept in X's own wire shape (they are only
// handed out); what moves with the clock, the numbers, is kept as totals and computed when asked.

/** What one audience, organic or promoted, does with a post. */
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
  /** Present only on a post that was promoted. */
  readonly promoted?: Counts
  /** There are no quotes and no bookmarks from a paid context: both count in public numbers only. */
  readonly quotes: number
  readonly bookmarks: number
}

export type ReferenceType = 'retweeted' | 'quoted' | 'replied_to'

export interface Reference {
  readonly type: ReferenceType
  readonly id: string
}

/** Wire shapes that are handed out as they are. */
export type Wire = Readonly<Record<string, unknown>>

export interface WorldPost {
  readonly id: string
  readonly authorId: string
  /** Milliseconds. A post whose time has not come is not there yet. */
  readonly createdAt: number
  readonly text: string
  readonly lang: string
  readonly source: string
  readonly possiblySensitive: boolean
  readonly replySettings: string
  readonly conversationId: string
  readonly inReplyToUserId?: string
  readonly references: readonly Reference[]
  /** The ids of all its versions, oldest first; its own alone when it was never edited. */
  readonly versions: readonly string[]
  readonly editable: boolean
  readonly mediaKeys: readonly string[]
  readonly pollIds: readonly string[]
  readonly placeId?: string
  readonly point?: readonly [longitude: number, latitude: number]
  readonly entities?: Wire
  readonly note?: { readonly text: string; readonly entities?: Wire }
  readonly annotations?: readonly Wire[]
  readonly withheld?: Wire
  readonly displayRange?: readonly [start: number, end: number]
  /** X counts link clicks only where there is a link to click. */
  readonly countsLinkClicks: boolean
  readonly numbers: PostNumbers
  /** The numbers stand still: they are quoted somewhere. */
  readonly frozen?: boolean
  /** X's age rule is not applied: a documented example that shows its private numbers for ever. */
  readonly ageless?: boolean
  /** X sometimes refuses without saying of which post (`resource_id: "unknown"`). */
  readonly refusedAnonymously?: boolean
  /** Rarer fields in their wire names, handed out as they are. */
  readonly extra?: Wire
}

/** Views and how far they went: 0, 25, 50, 75 and 100 percent. */
export interface Playback {
  readonly views: number
  readonly quartiles: readonly [number, number, number, number, number]
}

/** What the use of a medium in one post brought it. */
export interface Play {
  readonly postId: string
  readonly at: number
  readonly organic: Playback
  readonly promoted?: Playback
}

export interface WorldMedia {
  readonly key: string
  readonly type: 'photo' | 'video' | 'animated_gif'
  readonly ownerId: string
  /** The post that brought it into the world. */
  readonly sourcePostId: string
  readonly createdAt: number
  readonly width?: number
  readonly height?: number
  readonly url?: string
  readonly previewImageUrl?: string
  readonly altText?: string
  readonly durationMs?: number
  readonly variants?: readonly Wire[]
  /** Its numbers are summed over all posts that use it. */
  readonly plays: readonly Play[]
  /** Public views that no context accounts for. */
  readonly otherViews?: number
  readonly frozen?: boolean
  readonly ageless?: boolean
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
  readonly profileImageUrl: string
  readonly profileBannerUrl?: string
  readonly protected: boolean
  readonly suspended: boolean
  readonly verifiedType: 'blue' | 'business' | 'government' | 'none'
  readonly subscriptionType: 'Basic' | 'Premium' | 'PremiumPlus' | 'None'
  readonly pinnedPostId?: string
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
  /** Who can log in; the first one's access token is handed out with the sandbox. */
  readonly accounts: readonly string[]
}
