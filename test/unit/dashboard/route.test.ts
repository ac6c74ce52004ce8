import { describe, expect, it } from 'vitest'

import { hrefOf, paramsOf, routeOf } from '../../../dashboard/src/route.ts'

describe('the URL of the page', () => {
  it.each([
    ['', { view: 'overview' }],
    ['#/', { view: 'overview' }],
    ['#/?period=7d', { view: 'overview' }],
    ['#/posts?q=a%2Fb', { view: 'posts' }],
    ['#/post/20?period=7d', { view: 'post', id: '20' }],
    ['#/compare?ids=20,21,20,x', { view: 'compare', ids: ['20', '21'] }],
    ['#/gateway', { view: 'gateway' }],
    ['#/post/x', { view: 'not-found' }],
    ['#/elsewhere', { view: 'not-found' }],
  ])('%s', (hash, route) => {
    expect(routeOf(hash)).toEqual(route)
  })

  it('keeps account, period and time zone from view to view, and nothing else', () => {
    const params = paramsOf(
      '#/posts?account=7&from=2026-11-01&to=2026-11-02&tz=Asia/Tokyo&q=x&no=1',
    )
    expect(params.q).toBe('x')
    expect(params).not.toHaveProperty('no')
    const href = hrefOf({ view: 'compare', ids: ['20', '21'] }, params)
    expect(href).toBe('#/compare?ids=20,21&account=7&from=2026-11-01&to=2026-11-02&tz=Asia%2FTokyo')
    expect(hrefOf({ view: 'overview' }, {})).toBe('#/')
  })

  it('reads back what it writes', () => {
    const change = { q: 'a&b =ü,?#', account: undefined, sort: 'LIKES' }
    const hash = hrefOf({ view: 'posts' }, { account: '7', tz: 'UTC' }, change)
    expect(paramsOf(hash)).toEqual({ tz: 'UTC', q: 'a&b =ü,?#', sort: 'LIKES' })
  })
})
