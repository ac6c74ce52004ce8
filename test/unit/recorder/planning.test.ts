import { describe, expect, it } from 'vitest'

import { divide } from '../../../src/recorder/affordable.ts'
import { findUnlisted } from '../../../src/recorder/gone-posts.ts'
import { planPages } from '../../../src/recorder/pages.ts'
import { createTrackedPosts, type TrackedPost, trackedPost } from '../../../src/recorder/tracked.ts'

/** Posts with the ids 1000, 999 and so on: those of the text with an x are due, those with an o are refused and due. */
const posts = (text: string): TrackedPost[] =>
  [...text].map((letter, index) =>
    trackedPost(String(1000 - index), { isReadable: letter !== 'o', isPromoted: letter === '.' }),
  )

const plan = (text: string, usd = 0.001, newestId = '1000') =>
  planPages(posts(text), newestId || undefined, {
    isDue: ({ isPromoted }) => !isPromoted,
    priceOf: () => usd,
  }).map(({ posts: page, isFirst, isPrivate, sinceId, untilId }) =>
    [isFirst ? 'new' : untilId, sinceId, page.length, isPrivate ? 'private' : 'public'].join(' '),
  )

const many = (count: number, letter = 'x'): string => letter.repeat(count)

it.each<[string, string[], string | undefined, string[]]>([
  ['a page of the newest posts', ['1000', '997'], undefined, ['999', '998']],
  ['a page with an upper bound', ['997', '996'], '999', ['998']],
  ['a page without gaps', ['1000', '999'], undefined, []],
  ['an empty page', [], undefined, []],
])('posts that %s should list, and does not, are looked up', (_, ids, untilId, expected) => {
  const known = createTrackedPosts(posts(many(6)))
  const part = { ids: new Set(ids), ...(untilId && { untilId }) }
  const unlisted = findUnlisted({ posts: known }, part)
  expect(unlisted.map(({ id }) => id)).toEqual(expected)
  for (const post of unlisted) post.isUnlisted = true
  expect(findUnlisted({ posts: known }, part)).toEqual([])
})

describe('pages', () => {
  it.each<[string, string[], number?]>([
    // The first page begins with new posts, so it has no upper bound.
    ['', ['new 1000 0 private']],
    ['...', ['new 1000 0 private']],
    ['xx..', ['new 998 2 private']],
    // Ten posts that are not due cost as much as a call may save.
    [`x${many(10, '.')}x`, ['new 988 12 private']],
    [`x${many(11, '.')}x`, ['new 999 1 private', '989 987 1 private']],
    // Posts that X has billed today are free.
    [`x${many(50, '.')}x`, ['new 948 52 private'], 0],
    [`x${many(3, '.')}x`, ['new 999 1 private', '997 995 1 private'], 0.005],
    // A page has up to 100 posts.
    [many(150), ['new 900 100 private', '901 850 50 private']],
    // Private metrics are not requested of posts for which X has refused them.
    ['xxoo', ['new 998 2 private', '999 996 2 public']],
    ['oo', ['new 1000 0 private', '1001 998 2 public']],
  ])('%s', (text, pages, usd) => {
    expect(plan(text, usd)).toEqual(pages)
  })

  it('of an account without a known post begin with the newest', () => {
    expect(plan('', 0.001, '')).toEqual(['new  0 private'])
  })
})

it('the oldest posts are left out when the rest of the day does not afford all', () => {
  const due = [0.001, 0, 0.005, 0.001, 0, 0.001].map((usd, index) => ({ id: `${9 - index}`, usd }))
  const leftOut = (leftUsd: number): string => [...divide(due, leftUsd).unaffordable].join('')
  expect(leftOut(1)).toBe('')
  expect(leftOut(0.008)).toBe('')
  expect(leftOut(0.0075)).toBe('4')
  // An older post never replaces a newer one that costs more.
  expect(leftOut(0.005)).toBe('764')
  expect(leftOut(0)).toBe('9764')
  expect([1, 0.0075].map((usd) => divide(due, usd).spareUsd)).toEqual([0.992, 0])
})
