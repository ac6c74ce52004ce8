// Records of own posts and counts of accounts, in SQLite and in PostgreSQL.

import { describe, expect } from 'vitest'

import type { Archive, ExportLine, NewSample } from '../../../src/archive/archive.ts'
import type { PostRecord, RecordPosition, RecordQuery } from '../../../src/archive/records.ts'
import { HOUR, open, START, STORES, sample } from '../../kit/archives.ts'
import { findPlanted } from '../../kit/planted.ts'
import { createStoreSuite } from '../../kit/store-suite.ts'

const ANN = '2244994945'
const BEN = '783214'

const record = (id: string, other: Partial<PostRecord> = {}): PostRecord => ({
  id,
  authorId: ANN,
  createdAt: START + Number(id.slice(-3)),
  text: `Post ${id}`,
  kind: 'POST',
  promoted: false,
  ...other,
})

const followers = (owner: string, at: number, count: number): NewSample => ({
  ...{ subject: owner, group: 'user_metrics', owner, postId: '', at },
  numbers: { followers_count: count, media_count: 0 },
})

describe.each(STORES)('records in %s', (kind, isAvailable, needs) => {
  const { locations, test } = createStoreSuite(kind, isAvailable, needs)

  const idsOf = async (archive: Archive, authorId = ANN): Promise<string[]> =>
    (await archive.records({ authorId, limit: 10 })).map(({ id }) => id)

  const stored = (archive: Archive, ids: readonly string[], authorId?: string) =>
    expect.poll(() => idsOf(archive, authorId), { interval: 3 }).toEqual(ids)

  test('keep what X sent, newest first, and what an answer without it leaves out', async () => {
    await using archive = await open(await locations.next())
    const full = {
      ...{ mediaTypes: ['photo'], links: ['https://a.example/'], promoted: true },
      ...{ displayText: 'Long post', thumbnailUrl: 'https://a.example/1.jpg' },
    }
    archive.recordPosts([record('1', full), record('2', { kind: 'QUOTE', mediaTypes: [] })], START)
    await stored(archive, ['2', '1'])
    archive.recordPosts([record('1', { text: 'a\0b' }), record('3')], START + 1)
    await stored(archive, ['3', '2', '1'])
    expect(await archive.records({ authorId: ANN, limit: 9 })).toMatchObject([
      record('3'),
      record('2', { kind: 'QUOTE', mediaTypes: [] }),
      record('1', { ...full, text: 'ab' }),
    ])
    const found = await archive.records({ authorId: ANN, limit: 9, words: ['long'] })
    expect(found.map(({ id }) => id)).toEqual(['1'])
  })

  test('are listed by order and filters, and paged', async () => {
    await using archive = await open(await locations.next())
    const texts = ['Grüße aus Köln', 'GRÜSSE und mehr', 'Nothing', 'More news', 'Old news']
    archive.recordPosts(
      texts.map((text, index) =>
        record(`${index + 1}`, {
          text,
          ...(index < 2 && { mediaTypes: ['photo', ...(index ? ['video'] : [])] }),
          kind: (['POST', 'REPLY', 'REPOST', 'QUOTE', 'POST'] as const)[index] ?? 'POST',
          promoted: index === 3,
        }),
      ),
      START,
    )
    const owner = { group: 'non_public_metrics', owner: ANN } as const
    archive.record(
      [5, 9, 100, 7].flatMap((likes, index) => {
        const subject = `${index + 1}`
        const numbers = { impression_count: 100 * index, engagements: likes, url_link_clicks: 3 }
        const ads = {
          numbers: { impression_count: 10 * likes },
          group: 'promoted_metrics',
        } as const
        const seen = { like_count: likes, quote_count: index, bookmark_count: 3 - index }
        const rest = { reply_count: 1, retweet_count: 1, impression_count: 10 * (index + 1) }
        return [
          sample(START + HOUR, likes, { subject, numbers: { ...seen, ...rest } }),
          sample(START + HOUR, 0, { subject, numbers, ...owner }),
          sample(START + HOUR, 0, { subject, numbers, ...owner, group: 'organic_metrics' }),
          ...(index === 1 ? [] : [sample(START + HOUR, 0, { subject, owner: ANN, ...ads })]),
        ]
      }),
    )
    const list = async (query: Omit<RecordQuery, 'authorId' | 'limit'>, limit = 9) =>
      (await archive.records({ authorId: ANN, limit, ...query })).map(({ id }) => id).join('')
    await expect.poll(() => list({ order: 'LIKES' }), { interval: 3 }).toBe('24153')
    expect(await list({ order: 'ENGAGEMENT_RATE' })).toBe('24531')
    expect(await list({ order: 'LINK_CLICKS' })).toBe('42153')
    expect(await list({ order: 'LINK_CLICKS', exclude: ['REPOST', 'QUOTE'] })).toBe('215')
    const up = { direction: 'ASCENDING' } as const
    expect(await list({ order: 'LIKES', ...up })).toBe('14235')
    expect(await list(up)).toBe('12345')
    expect([await list({ order: 'QUOTES' }), await list({ order: 'BOOKMARKS' })]).toEqual([
      '42153',
      '12453',
    ])
    expect(await list({ order: 'PUBLIC_ENGAGEMENT_RATE' })).toBe('12453')
    expect(await list({ order: 'PROMOTED_IMPRESSIONS', ...up })).toBe('14235')
    // Shares: 50 of 50, none known, and 70 of 370.
    expect(await list({ order: 'PROMOTED_SHARE' })).toBe('14532')
    expect(await list({ mediaTypes: ['video', 'animated_gif'] })).toBe('2')
    expect(await list({ mediaTypes: ['photo'], hasMedia: true })).toBe('21')
    const count = (query = {}) => archive.countMatches({ authorId: ANN, ...query })
    expect([await count(), await count({ words: ['news'], promoted: false })]).toEqual([5, 1])
    expect(await list({ words: ['NEWS'] })).toBe('54')
    expect(await list({ words: ['mo', 'news'] })).toBe('4')
    expect(await list({ words: ['grüsse'] })).toBe('2')
    expect(await list({ words: ['%'] })).toBe('')
    expect(await list({ hasMedia: true })).toBe('21')
    expect(await list({ hasMedia: false })).toBe('543')
    expect([await list({ promoted: true }), await list({ promoted: false })]).toEqual(['4', '5321'])
    expect(await list({ since: START + 2, until: START + 4 })).toBe('32')
    const orders = (['NEWEST', 'LIKES', 'PROMOTED_SHARE'] as const).flatMap((order) => [
      { order },
      { order, ...up },
    ])
    for (const order of orders) {
      const whole = await list(order)
      let pages = ''
      for (let after: RecordPosition | undefined; pages.length < 5; ) {
        const page = await archive.records({
          ...{ authorId: ANN, ...order, limit: 2 },
          ...(after && { after }),
        })
        pages += page.map(({ id }) => id).join('')
        after = page.at(-1)
      }
      expect(pages).toBe(whole)
    }
    expect(await archive.countRecords(ANN, START + 1, START + 5)).toBe(3)
    expect(await archive.rates(ANN, START + 2, START + 5)).toEqual(
      expect.arrayContaining([
        { createdAt: START + 2, rate: 0.09 },
        { createdAt: START + 4, rate: 7 / 300 },
      ]),
    )
  })

  test('are deleted with their post, and with the data of their account', async () => {
    await using archive = await open(await locations.next())
    const ben = record('4', { authorId: BEN })
    const posts = [sample(START, 1, { subject: '2' }), followers(ANN, START, 10)]
    archive.record([...posts, followers(BEN, START, 20)])
    archive.recordPosts([record('1'), record('2'), record('3'), ben], START)
    await stored(archive, ['3', '2', '1'])
    archive.deletePosts(['2'])
    await stored(archive, ['3', '1'])
    archive.deleteHiddenPosts(['1'])
    await stored(archive, ['3'])
    const samples = () => archive.latest([...posts, followers(BEN, 0, 0)])
    expect((await samples()).map((each) => each?.numbers.followers_count)).toEqual([
      undefined,
      10,
      20,
    ])
    expect(await archive.deleteOwner(ANN, START + 5)).toEqual({ posts: 1, series: 1, samples: 1 })
    expect(await idsOf(archive)).toEqual([])
    expect((await samples()).map((each) => each !== undefined)).toEqual([false, false, true])
    // An answer to an earlier call is not stored.
    archive.recordPosts([record('1'), { ...ben, id: '5' }], START + 4)
    await stored(archive, ['5', '4'], BEN)
    expect(await idsOf(archive)).toEqual([])
    archive.recordPosts([record('1')], START + 60_004)
    await stored(archive, ['1'])
  })

  test('are exported with all samples of the account, and no others', async () => {
    await using archive = await open(await locations.next())
    const of = (postId: string, owner?: string): NewSample =>
      sample(START, 1, { subject: postId, ...(owner && { group: 'organic_metrics', owner }) })
    const last = { ...of('2'), at: START + 1, numbers: { like_count: 2 } }
    archive.record([of('1'), of('1', ANN), of('2'), last, of('9'), of('4'), of('4', BEN)])
    archive.record([followers(ANN, START, 10), followers(BEN, START, 20)])
    archive.record([{ ...of('1', ANN), at: START + 60_000 }])
    archive.recordPosts([record('1'), record('2'), record('4', { authorId: BEN })], START)
    await expect
      .poll(() => archive.latest([last]))
      .toMatchObject([{ at: last.at, numbers: last.numbers }])
    await stored(archive, ['2', '1'])
    const lines: ExportLine[] = []
    for await (const line of archive.exportAccount(ANN)) lines.push(line)
    expect(lines.filter(({ type }) => type === 'post')).toMatchObject([{ id: '2' }, { id: '1' }])
    const at = new Date(START).toISOString()
    const samples = lines.filter(({ type }) => type === 'sample')
    expect(samples).toHaveLength(5)
    expect(samples).toEqual(
      expect.arrayContaining([
        {
          ...{ type: 'sample', postId: '1', subject: '1', group: 'organic_metrics', at },
          ...{ until: new Date(START + 60_000).toISOString(), numbers: { like_count: 1 } },
        },
        {
          ...{ type: 'sample', subject: ANN, group: 'user_metrics', at },
          numbers: { followers_count: 10, media_count: 0 },
        },
      ]),
    )
  })

  test('leave nothing of a gone post in any file or table', async () => {
    const location = await locations.next()
    await using archive = await open(location)
    const [id, text, count] = ['1901234567890123456', 'planted among the others', 8_765_432_109]
    const sampleOf = (postId: string, owner?: string): NewSample => ({
      ...sample(START, 1, { subject: postId, ...(owner && { group: 'organic_metrics', owner }) }),
      numbers: { impression_count: postId === id ? count : 7 },
    })
    const ids = [id, ...Array.from({ length: 50 }, (_, index) => `${index + 1}`)]
    archive.recordPosts(
      ids.map((each) =>
        record(each, { ...(each === id && { text }), links: [`https://${each}/`] }),
      ),
      START,
    )
    archive.record(ids.flatMap((each) => [sampleOf(each), sampleOf(each, ANN)]))
    const found = () => findPlanted(location, [id, text, count])
    await expect.poll(found, { interval: 10 }).not.toEqual([])
    await expect.poll(() => archive.latest([sampleOf('50', ANN)])).not.toEqual([undefined])
    archive.deletePosts([id])
    await expect.poll(found, { interval: 10 }).toEqual([])
    expect(await idsOf(archive)).toHaveLength(10)
  })

  test('are evicted with their posts, and counts of accounts are not', async () => {
    await using archive = await open(await locations.next(), { maxPosts: 1 })
    archive.record([followers(ANN, START, 10)])
    archive.recordPosts([record('1')], START)
    await stored(archive, ['1'])
    archive.recordPosts([record('2')], START + 7_200_000)
    await stored(archive, ['2'])
    expect((await archive.latest([followers(ANN, 0, 0)]))[0]?.numbers).toEqual({
      followers_count: 10,
      media_count: 0,
    })
  })
})
