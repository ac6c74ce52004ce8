// The file that spreadsheets open.

import { describe, expect, it } from 'vitest'

import { csvOf } from '../../../dashboard/src/csv.ts'
import type { PostRowFragment } from '../../../dashboard/src/generated/graphql.ts'

const post = (text: string, more: Partial<PostRowFragment> = {}): PostRowFragment => ({
  id: '1460323737035677698',
  text,
  createdAt: '2026-11-21T09:00:00.000Z',
  media: null,
  publicMetrics: null,
  nonPublicMetrics: null,
  organicMetrics: null,
  promotedMetrics: null,
  promotedShare: null,
  unavailableMetrics: [],
  ...more,
})

const lines = (...posts: PostRowFragment[]): string[] => csvOf(posts).split('\r\n')

describe('a list as CSV', () => {
  it('keeps all digits of an id, which a spreadsheet would round', () => {
    expect(lines(post('Hello'))[1]).toMatch(/^"\t1460323737035677698",/)
  })

  it('quotes quotes, commas and line breaks', () => {
    expect(csvOf([post('He said "hi",\nand left')])).toContain(',"He said ""hi"",\nand left",')
  })

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', ' =1+1', '\t=1+1', '\r=1+1'])(
    'has no text that is run as a formula: %j',
    (text) => {
      expect(csvOf([post(text)])).toContain(`,"'${text}",`)
    },
  )

  it('leaves empty what X does not give, and says why', () => {
    const unavailableMetrics = [
      { variant: 'PROMOTED', reason: 'NOT_PROMOTED', message: 'Never promoted.' },
    ] as const
    const [head = '', row = ''] = lines(
      post('Hello', { unavailableMetrics: [...unavailableMetrics] }),
    )
    expect(row.split(',')).toHaveLength(head.split(',').length)
    expect(row).toContain(',,,,')
    expect(row).toMatch(/,"promoted: The author has never promoted the post\."$/)
  })

  it('writes a zero as a zero', () => {
    const publicMetrics = {
      impressionCount: 0,
      likeCount: 0,
      replyCount: 0,
      retweetCount: 0,
      quoteCount: 0,
      retweetsAndQuotesCount: 0,
      bookmarkCount: 0,
      engagementRate: null,
    }
    expect(lines(post('Hello', { publicMetrics }))[1]).toContain(',"Hello",0,0,0,0,0,0,,')
  })
})
