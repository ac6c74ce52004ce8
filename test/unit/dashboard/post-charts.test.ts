import { describe, expect, it } from 'vitest'

import { boundaries, DAY, HOUR, WEEK } from '../../../dashboard/src/charts/calendar.ts'
import { ageTicks, countTicks, timeTicks } from '../../../dashboard/src/charts/ticks.ts'
import { editTimes, promotionOf } from '../../../dashboard/src/post/annotations.ts'
import { dayChange } from '../../../dashboard/src/post/day-change.ts'
import { gainsOf, isDense } from '../../../dashboard/src/post/gains.ts'

const at = (time: string): number => Date.parse(`2026-11-${time}:00Z`)
const total = (time: string, value: number) => ({ at: at(time), value })
const LONG_AGO = at('01T00:00')
const UTC = 'UTC'

describe('gains per step', () => {
  const bounds = boundaries(at('10T00:00'), at('15T00:00'), DAY, UTC)
  const gains = (totals: Parameters<typeof gainsOf>[0], createdAt = LONG_AGO) =>
    gainsOf(totals, bounds, createdAt).map(({ gain }) => gain)

  it.each([
    [
      'are differences of totals at the ends of steps, and add up to the whole',
      [
        total('09T20:00', 100),
        total('10T12:00', 130),
        total('11T00:00', 150),
        total('12T23:00', 190),
        total('13T05:00', 180),
        total('14T20:00', 260),
      ],
      LONG_AGO,
      [50, null, 40, -10, 80],
    ],
    [
      'are 0 without a sample between equal totals',
      [total('09T20:00', 100), total('11T12:00', 100), total('14T12:00', 100)],
      LONG_AGO,
      [0, 0, 0, 0, 0],
    ],
    [
      'are unknown before the first sample of an old post',
      [total('12T01:00', 500), total('12T20:00', 520), total('13T20:00', 530)],
      LONG_AGO,
      [null, null, 20, 10, null],
    ],
    [
      'begin at 0 when the post was written',
      [total('12T01:00', 500), total('13T20:00', 530)],
      at('12T00:30'),
      [null, null, 500, 30, null],
    ],
    [
      'are unknown with a single sample',
      [total('12T01:00', 500)],
      LONG_AGO,
      [null, null, null, null, null],
    ],
  ] as const)('%s', (_, totals, createdAt, expected) => {
    expect(gains(totals, createdAt)).toEqual(expected)
  })

  it('are too fine for a post that is sampled once a day', () => {
    const daily = [total('10T09:00', 1), total('11T09:00', 2), total('12T09:00', 3)]
    const hours = boundaries(at('10T00:00'), at('13T00:00'), HOUR, UTC)
    expect([isDense(daily, hours), isDense(daily, bounds)]).toEqual([false, true])
  })
})

describe('steps of days', () => {
  it('begin at local midnight, also when the clocks change', () => {
    const [from, to] = [Date.parse('2026-10-24T00:00Z'), Date.parse('2026-10-27T00:00Z')]
    expect(
      boundaries(from, to, DAY, 'Europe/Berlin').map((time) => new Date(time).toISOString()),
    ).toEqual(['2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z', '2026-10-26T23:00:00.000Z'])
    expect(boundaries(from, to, HOUR, 'Europe/Berlin')).toHaveLength(73)
    expect(boundaries(from, to, WEEK, UTC).map((time) => new Date(time).getUTCDay())).toEqual([1])
  })
})

describe('axes', () => {
  const HOUR_MS = 3_600_000
  // Before, an axis of 7 or 30 days had one tick per midnight: none if the samples were of one day.
  it.each([0.05, 0.7, 5, 24, 30, 7 * 24, 28 * 24, 100 * 24, 400 * 24, 3000 * 24])(
    'have two to six labels of times, neighbors different, for %d hours',
    (hours) => {
      const to = at('28T17:23')
      const labels = timeTicks(to - hours * HOUR_MS, to, 'Asia/Kolkata', 6).map(
        ({ label }) => label,
      )
      expect(labels.length).toBeGreaterThanOrEqual(2)
      expect(labels.length).toBeLessThanOrEqual(6)
      expect(labels.filter((label, index) => label === labels[index - 1])).toEqual([])
    },
  )

  it.each([
    [[3, 3]],
    [[0, 1]],
    [[-5, 12]],
    [[999, 1001]],
    [[1_234_100, 1_234_400]],
    [[3_300_000_000, 3_300_004_000]],
    [[0, 81_850]],
    [[]],
  ])('have different labels of counts around %j', (values) => {
    const ticks = countTicks(values)
    const labels = ticks.map(({ label }) => label)
    expect(labels.length).toBeGreaterThanOrEqual(2)
    expect(labels.length).toBeLessThanOrEqual(7)
    expect(new Set(labels).size).toBe(labels.length)
    for (const value of values) {
      expect(ticks[0]?.at).toBeLessThanOrEqual(value)
      expect(ticks.at(-1)?.at).toBeGreaterThanOrEqual(value)
    }
  })

  it.each([
    [0, [0]],
    [18, [0, 3, 6, 9, 12, 15, 18]],
    [167.9, [0, 24, 48, 72, 96, 120, 144]],
    [720, [0, 120, 240, 360, 480, 600, 720]],
  ])('are round ages up to %d hours', (hours, ticks) => {
    expect(ageTicks(hours)).toEqual(ticks)
  })
})

describe('the change since yesterday', () => {
  const now = total('20T12:00', 1000)
  // Before, it was the difference to the last sample before, which of a post sampled once a day is up to 48 hours old.
  it.each([
    [
      'is measured with a sample of 24 hours ago',
      [total('19T11:55', 900), total('19T18:00', 950)],
      { gain: 100, estimated: false, sincePosted: false },
    ],
    [
      'is interpolated to 24 hours between daily samples',
      [total('18T18:00', 700), total('19T18:00', 940)],
      { gain: 120, estimated: true, sincePosted: false },
    ],
    [
      'is measured between equal samples',
      [total('15T18:00', 940), total('19T18:00', 940)],
      { gain: 60, estimated: false, sincePosted: false },
    ],
    ['is unknown without a sample before', [total('19T18:00', 940)], null],
    ['is unknown over a gap of days', [total('15T18:00', 700), total('19T18:00', 940)], null],
  ])('%s', (_, totals, expected) => {
    expect(dayChange(totals, now, LONG_AGO)).toEqual(expected)
  })

  it('of a younger post is all that it has', () => {
    expect(dayChange([], now, at('20T09:00'))).toEqual({
      gain: 1000,
      estimated: false,
      sincePosted: true,
    })
  })
})

describe('annotations', () => {
  it('tell edits by their ids', () => {
    const id = (time: number) => String((BigInt(time) - 1_288_834_974_657n) << 22n)
    const times = [at('10T00:00'), at('10T00:20'), at('10T00:50')]
    expect(editTimes(times.map(id))).toEqual(times.slice(1))
  })

  it.each([
    [
      'a finished promotion',
      [total('11T00:00', 5), total('12T00:00', 90), total('13T00:00', 90)],
      { from: at('10T06:00'), to: at('12T00:00') },
    ],
    [
      'a promotion that goes on',
      [total('11T00:00', 5), total('12T00:00', 90)],
      { from: at('10T06:00'), to: null },
    ],
    ['no promotion', [], null],
  ])('tell %s', (_, promoted, expected) => {
    expect(promotionOf(promoted, [at('10T00:00'), at('10T06:00'), at('11T06:00')])).toEqual(
      expected,
    )
  })
})
