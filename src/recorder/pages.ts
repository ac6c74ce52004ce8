// Plans the pages of a timeline that sample the posts that are due. A page brings up to 100 consecutive posts, so posts
// that are not due are read along where that is cheaper than another call.

import { idBefore } from '../x/fields.ts'
import type { TrackedPost } from './tracked.ts'

/** The maximum of a page. */
export const PAGE_SIZE = 100

/** X's minimum of a page. */
export const MIN_PAGE_SIZE = 5

/** The most dollars for posts between two due ones that are not due themselves, to save a call. */
const MAX_GAP_USD = 0.01

/** A range of the timeline. */
export interface PlannedPage {
  /** Newest first. The first page may have none: it also looks for new posts. */
  readonly posts: readonly TrackedPost[]
  /** Whether the range begins with the newest post of the account, known or not. */
  readonly isFirst: boolean
  /** Whether private metrics are requested. */
  readonly isPrivate: boolean
  /** Exclusive; absent if no post is known. */
  readonly sinceId?: string
  /** Exclusive; absent in the first page. */
  readonly untilId?: string
}

export interface PlanOptions {
  readonly isDue: (post: TrackedPost) => boolean
  /** The price of a post today. */
  readonly priceOf: (post: TrackedPost) => number
}

/**
 * @param posts the known posts that the timeline lists, newest first
 * @param newestId the newest post that was ever known
 */
export const planPages = (
  posts: readonly TrackedPost[],
  newestId: string | undefined,
  { isDue, priceOf }: PlanOptions,
): readonly PlannedPage[] => {
  const pages: PlannedPage[] = []
  let [page, gap]: [TrackedPost[], TrackedPost[]] = [[], []]
  let gapUsd = 0
  let isFirst = true

  const end = (): void => {
    pages.push(isFirst ? firstPage(page, newestId) : furtherPage(page))
    isFirst = false
  }
  const joins = (post: TrackedPost): boolean =>
    // Sums of dollars are inexact.
    gapUsd < MAX_GAP_USD + 1e-6 &&
    page.length + gap.length < PAGE_SIZE &&
    post.isReadable === (isFirst || page[0]?.isReadable)

  for (const post of posts) {
    if (!isDue(post)) {
      gap.push(post)
      gapUsd += priceOf(post)
      continue
    }
    if (joins(post)) page.push(...gap, post)
    else {
      end()
      page = [post]
    }
    gap = []
    gapUsd = 0
  }
  end()
  return pages
}

const firstPage = (page: readonly TrackedPost[], newestId: string | undefined): PlannedPage => {
  const last = page.at(-1)
  const sinceId = last === undefined ? newestId : idBefore(last.id)
  return { posts: page, isFirst: true, isPrivate: true, ...(sinceId && { sinceId }) }
}

const furtherPage = (page: readonly TrackedPost[]): PlannedPage => {
  const [newest, oldest] = [page[0], page.at(-1)]
  if (newest === undefined || oldest === undefined) throw new Error('A page has posts.')
  return {
    posts: page,
    isFirst: false,
    isPrivate: newest.isReadable,
    sinceId: idBefore(oldest.id),
    untilId: idAfter(newest.id),
  }
}

/** The next higher id, which turns an inclusive upper bound into an exclusive one. */
export const idAfter = (id: string): string => String(BigInt(id) + 1n)
