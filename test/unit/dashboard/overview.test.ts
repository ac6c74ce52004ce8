import { describe, expect, it } from 'vitest'
import { attentionItems } from '../../../dashboard/src/overview/attention.ts'
import { bestHours, levelsOf } from '../../../dashboard/src/overview/best-times.ts'
import { tilesOf } from '../../../dashboard/src/overview/metrics.ts'
import { pointsOf, stepMinutes } from '../../../dashboard/src/overview/steps.ts'

const NOW = Date.parse('2026-11-28T12:00:00Z')
const inMinutes = (minutes: number): string => new Date(NOW + minutes * 60_000).toISOString()

const TOTALS = {
  ...{ posts: 3, impressionCount: 1200, likeCount: 10, replyCount: 0, retweetCount: null },
  ...{ engagements: 60, engagementRate: 0.05, urlLinkClicks: 4 },
  ...{ followers: 900, followerChange: 5, coverage: 1 },
}

describe('totals', () => {
  const tile = (before: object | null, metric: string) =>
    tilesOf({ ...TOTALS, before: before && { ...TOTALS, ...before } }).find(
      (each) => each.metric === metric,
    )

  it.each([
    ['IMPRESSIONS', { impressionCount: 1000 }, '1,200', { text: '+20%', isGain: true }],
    ['IMPRESSIONS', { impressionCount: 2400 }, '1,200', { text: '-50%', isGain: false }],
    ['IMPRESSIONS', {}, '1,200', { text: '0%', isGain: undefined }],
    ['IMPRESSIONS', { impressionCount: 0 }, '1,200', undefined],
    ['IMPRESSIONS', { impressionCount: 1000, coverage: 0.5 }, '1,200', undefined],
    ['IMPRESSIONS', null, '1,200', undefined],
    ['ENGAGEMENT_RATE', { engagementRate: 0.048 }, '5.0%', { text: '+0.2 pp', isGain: true }],
    ['FOLLOWERS', { followers: 895, coverage: 0 }, '900', { text: '+5', isGain: true }],
    ['RETWEETS', {}, undefined, undefined],
  ])('%s after %j', (metric, before, value, change) => {
    expect(tile(before, metric)).toEqual({ metric, value, change })
  })
})

describe('what needs attention', () => {
  const recording = {
    ...{ recorded: true, lastSampledAt: inMinutes(-5), lagSeconds: 3, limits: [] },
  }
  const account = { id: '7', reconnectNeeded: false, recording }
  const data = { viewer: { accounts: [account], spend: null }, rateLimits: [] }
  const texts = (change: object): readonly string[] =>
    attentionItems({ ...data, ...change }, (id) => (id === null ? 'App' : `@${id}`), NOW).map(
      ({ text }) => text,
    )
  const withAccount = (change: object) => ({
    viewer: { accounts: [{ ...account, ...change }], spend: null },
  })
  const withLimit = (reason: string, until: string | null) =>
    withAccount({ recording: { ...recording, limits: [{ reason, posts: 2, until }] } })
  const window = {
    ...{ account: null, endpoint: 'GET /2/tweets', limit: 300, remaining: 12 },
    resetAt: inMinutes(9),
  }
  const spend = {
    ...{ todayUsd: 0.95, dailyLimitUsd: 1, dayResetsAt: inMinutes(720) },
    ...{ monthUsd: 3, monthlyLimitUsd: 3, monthResetsAt: inMinutes(2 * 1440) },
  }

  it.each([
    ['nothing', {}, []],
    ['a login', withAccount({ reconnectNeeded: true }), [/^@7: X no longer accepts the login/]],
    ['a limit', withLimit('SPEND_LIMIT', inMinutes(60)), [/left out 2 posts.*in 1 hour\./]],
    ['no answer', withLimit('NO_ANSWER', inMinutes(2)), [/X did not answer.*in 2 minutes\./]],
    [
      'a late recorder',
      withAccount({ recording: { ...recording, lagSeconds: 7200 } }),
      [/behind.*2 hours ago/],
    ],
    ['a recorder that is off', withAccount({ recording: null }), [/set RECORD=own/]],
    ['a window', { rateLimits: [window] }, [/GET \/2\/tweets \(App\).*12 requests.*in 9 minutes/]],
    ['a used window', { rateLimits: [{ ...window, remaining: 0 }] }, [/used up/]],
    ['a window with room', { rateLimits: [{ ...window, remaining: 200 }] }, []],
    ['a window that has reset', { rateLimits: [{ ...window, resetAt: inMinutes(-1) }] }, []],
    [
      'spend',
      { viewer: { accounts: [account], spend } },
      [/\$0\.95 of the spend limit of \$1\.00/, /limit of \$3\.00 is reached/],
    ],
  ])('%s', (_, change, expected) => {
    const found = texts(change)
    expect(found).toHaveLength(expected.length)
    for (const [index, pattern] of expected.entries()) expect(found[index]).toMatch(pattern)
  })
})

describe('steps', () => {
  const at = (day: number) => `2026-11-0${day}T23:00:00Z`

  it('are named by their day in the time zone, with gaps as they are', () => {
    const all = [
      { at: at(1), gained: 5, total: 5 },
      { at: at(2), gained: null, total: null },
    ]
    const organic = [{ at: at(1), gained: 4, total: 4 }]
    expect(pointsOf({ id: '7', all, organic, promoted: null }, 'LIKES', 'Europe/Berlin')).toEqual([
      { day: '2026-11-02', all: 5, total: 5, organic: 4, promoted: null },
      { day: '2026-11-03', all: null, total: null, organic: null, promoted: null },
    ])
    const ownImpressions = [{ at: at(1), gained: 50, total: 50 }]
    expect(pointsOf({ id: '7', all, ownImpressions }, 'ENGAGEMENT_RATE', 'UTC')[0]).toMatchObject({
      all: 0.1,
      total: null,
    })
    expect([stepMinutes(90), stepMinutes(365)]).toEqual([1440, 10_080])
  })
})

describe('best times', () => {
  const hour = (hourOfDay: number, medianEngagementRate: number | null) => ({
    ...{ weekday: 1, hour: hourOfDay, posts: medianEngagementRate === null ? 2 : 5 },
    medianEngagementRate,
  })
  const hours = [hour(8, 0.01), hour(9, null), hour(10, 0.5), hour(11, 0.02)]

  it('ranks rated hours only', () => {
    expect(bestHours(hours, 2).map((each) => each.hour)).toEqual([10, 11])
    const levels = levelsOf(hours)
    expect(hours.map((each) => levels.get(each))).toEqual([2, undefined, 5, 4])
  })
})
