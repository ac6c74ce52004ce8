// The behavior of X at a point in time. The sandbox behaves as X did at the time of its clock: with a clock in
// 2020, as recorded in 2020. Where the day of a change is unknown, it is a guess between two recordings.

export interface Era {
  /** The host of the `type` links in problems. */
  readonly problemHost: 'api.twitter.com' | 'api.x.com'
  /** "Not found" and "not authorized" problems have a `resource_id`. */
  readonly resourceIdInProblems: boolean
  /** A 429 is plain text, and "too many ids" has the older message. */
  readonly legacyMessages: boolean
  /** Posts can be edited: `edit_history_tweet_ids` is a default field. */
  readonly edits: boolean
  readonly editsRemainingAsText: boolean
  readonly editWindowMs: number
  /** Posts have the name of the app that posted them. */
  readonly source: boolean
  readonly impressionCount: boolean
  readonly bookmarkCount: boolean
  /** A user without a URL has an empty `url`. */
  readonly emptyUserUrl: boolean
  readonly engagements: boolean
  /** Users' public metrics include `like_count` and `media_count`. */
  readonly userLikeCount: boolean
  /** Lookups have `meta.result_count`. */
  readonly lookupMeta: boolean
}

const since = {
  // Recordings of November 2020 lack it; those of 2021 have it.
  resourceIdInProblems: Date.parse('2021-01-01'),
  currentMessages: Date.parse('2021-01-01'),
  // Absent on 22 Apr 2022, present on 3 Oct 2022; X's changelog says October.
  edits: Date.parse('2022-10-01'),
  // "4" on 3 Oct 2022, 5 on 5 Jan 2023.
  editsRemainingAsNumber: Date.parse('2022-12-01'),
  // "" on 3 Oct 2022, absent on 5 Jan 2023.
  noEmptyUserUrl: Date.parse('2022-12-01'),
  // X's changelog of 3 Oct 2025: one hour instead of thirty minutes.
  longEditWindow: Date.parse('2025-10-03'),
  // X's changelog: December 2022.
  noSource: Date.parse('2022-12-20'),
  // On 5 Jan 2023 absent at 17:34 UTC and present at 19:10.
  impressionCount: Date.parse('2023-01-05T18:30:00Z'),
  // Reported for May 2023; a response of the 11th does not have it.
  bookmarkCount: Date.parse('2023-05-20'),
  engagements: Date.parse('2023-07-01'),
  userLikeCount: Date.parse('2024-01-01'),
  lookupMeta: Date.parse('2024-01-01'),
  xHost: Date.parse('2024-05-17'),
}

const MINUTE = 60_000

export const eraOf = (now: number): Era => ({
  problemHost: now < since.xHost ? 'api.twitter.com' : 'api.x.com',
  resourceIdInProblems: now >= since.resourceIdInProblems,
  legacyMessages: now < since.currentMessages,
  edits: now >= since.edits,
  editsRemainingAsText: now < since.editsRemainingAsNumber,
  editWindowMs: now < since.longEditWindow ? 30 * MINUTE : 60 * MINUTE,
  source: now < since.noSource,
  impressionCount: now >= since.impressionCount,
  bookmarkCount: now >= since.bookmarkCount,
  emptyUserUrl: now < since.noEmptyUserUrl,
  engagements: now >= since.engagements,
  userLikeCount: now >= since.userLikeCount,
  lookupMeta: now >= since.lookupMeta,
})
