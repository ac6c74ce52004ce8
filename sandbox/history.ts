// X changes. The sandbox answers as X did at the time of its own clock: with the clock of today, as
// today; with a clock of 2020, as the recordings of 2020. Dates are those between which a change was
// seen; where only the change is known and not its day, the day is a guess inside that span.

export interface Era {
  /** Host of the `type` links in problems. */
  readonly problemHost: 'api.twitter.com' | 'api.x.com'
  /** `resource_id` in "not found" and "not authorized" problems. */
  readonly resourceIdInProblems: boolean
  /** 429 as plain text, and the older words for "too many ids". */
  readonly firstWords: boolean
  /** Edits exist: `edit_history_tweet_ids` is a default field. */
  readonly edits: boolean
  readonly editsRemainingAsText: boolean
  readonly editWindowMs: number
  /** The posting app's name is given. */
  readonly source: boolean
  readonly impressionCount: boolean
  readonly bookmarkCount: boolean
  /** A user without a link has an empty one. */
  readonly emptyUserUrl: boolean
  readonly engagements: boolean
  /** `like_count` and `media_count` among a user's numbers. */
  readonly userLikeCount: boolean
  /** `meta.result_count` in lookups. */
  readonly lookupMeta: boolean
}

const since = {
  // Nov 2020 recordings lack it, those of 2021 have it.
  resourceIdInProblems: Date.parse('2021-01-01'),
  newWords: Date.parse('2021-01-01'),
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
  // Said to be of May 2023; an answer of the 11th does not have it yet.
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
  firstWords: now < since.newWords,
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
