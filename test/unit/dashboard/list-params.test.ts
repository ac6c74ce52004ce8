// The list of posts in the URL: what is read equals what was written, and defaults are not written.

import { expect, it, vi } from 'vitest'

vi.stubGlobal('window', { location: { hash: '' } })

const { listParamsOf, paramsOfList, variablesOf } = await import(
  '../../../dashboard/src/posts/list-params.ts'
)

const EVER = { since: null, until: null }

it('reads the parameters of the URL, and ignores what it does not know', () => {
  const list = listParamsOf({
    ...{ q: 'news', kind: 'quote,post,other', media: 'photo,none', promoted: 'no' },
    ...{ sort: 'likes.asc', columns: 'likes,other,share' },
  })
  expect(list).toEqual({
    ...{ search: 'news', kinds: ['post', 'quote'], media: ['none'], promoted: false },
    ...{ sort: { key: 'likes', isAscending: true }, columns: ['likes', 'share'] },
  })
  expect(variablesOf(list, EVER)).toEqual({
    ...{ search: 'news', kinds: ['POST', 'QUOTE'], mediaTypes: null, hasMedia: false },
    ...{ promoted: false, orderBy: 'LIKES', direction: 'ASCENDING', ...EVER },
  })
  expect(listParamsOf({ sort: 'trend', columns: 'none' })).toEqual(listParamsOf({}))
})

it('writes what was changed, without defaults', () => {
  const { kinds, media, sort, columns } = listParamsOf({})
  expect(paramsOfList({ search: ' a ', kinds, media, sort, columns })).toEqual({ q: 'a' })
  expect(paramsOfList({ kinds: ['reply'], sort: { key: 'posted', isAscending: true } })).toEqual({
    ...{ kind: 'reply', sort: 'posted.asc' },
  })
  expect(paramsOfList({ kinds: ['post', 'reply', 'repost', 'quote'], columns: ['share'] })).toEqual(
    { kind: undefined, columns: 'share' },
  )
})
