import { describe, expect, it } from 'vitest'

import { toCsv } from '../../../dashboard/src/csv.ts'
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

const lines = (...posts: PostRowFragment[]): string[] => toCsv(posts).split('\r\n')

describe('CSV export', () => {
  it('writes ids as text, so that a spreadsheet keeps all digits', () => {
    expect(lines(post('Hello'))[1]).toMatch(/^"\t1460323737035677698",/)
  })

  it('escapes quotes, commas and line breaks', () => {
    expect(toCsv([post('He said "hi",\nand left')])).toContain(',"He said ""hi"",\nand left",')
  })

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', ' =1+1', '\t=1+1', '\r=1+1'])(
    'escapes text that a spreadsheet would run as a formula: %j',
    (text) => {
      expect(toCsv([post(text)])).toContain(`,"'${text}",`)
    },
  )

  it('leaves missing values empty and gives the reason', () => {
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

  it('writes zero as 0', () => {
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
