import { describe, expect, it } from 'vitest'

import { parsePostIds } from '../../../dashboard/src/parse-post-ids.ts'

describe('parsing pasted post ids', () => {
  it.each([
    'https://x.com/TwitterDev/status/1460323737035677698',
    'https://twitter.com/TwitterDev/status/1460323737035677698?s=20&t=abc',
    'http://mobile.twitter.com/TwitterDev/status/1460323737035677698/photo/1',
    'x.com/i/web/status/1460323737035677698',
    'https://x.com/i/status/1460323737035677698#m',
    'https://www.x.com/TwitterDev/statuses/1460323737035677698',
    '1460323737035677698',
  ])('accepts an id or a link: %s', (word) => {
    expect(parsePostIds(word)).toEqual({ ids: ['1460323737035677698'], unrecognized: [] })
  })

  it('returns unique ids in the order of the text', () => {
    const text = '20, https://x.com/a/status/21?s=20\n\n 20;22\t https://x.com/b/status/21'
    expect(parsePostIds(text).ids).toEqual(['20', '21', '22'])
  })

  it.each([
    'https://evil-x.com/a/status/20',
    'https://example.com/status/20',
    'https://x.com/TwitterDev',
    '12345678901234567890',
    'https://x.com/a/status/12345678901234567890',
    '-20',
    'hello',
  ])('does not recognize %s', (word) => {
    expect(parsePostIds(word)).toEqual({ ids: [], unrecognized: [word] })
  })
})
