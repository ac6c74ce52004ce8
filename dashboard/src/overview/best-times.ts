// The hours of the week, and the best of them.

import type { OverviewBestTimesQuery } from '../generated/graphql.ts'

export type Hour = NonNullable<NonNullable<OverviewBestTimesQuery['account']>['bestTimes']>[number]

export type RatedHour = Hour & { readonly medianEngagementRate: number }

export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const

const isRated = (hour: Hour): hour is RatedHour => hour.medianEngagementRate !== null

/** The hours with the highest rates, best first. */
export const bestHours = (hours: readonly Hour[], count: number): readonly RatedHour[] =>
  hours
    .filter(isRated)
    .sort((one, other) => other.medianEngagementRate - one.medianEngagementRate)
    .slice(0, count)

const LEVELS = 5

/** From 1 for the lowest rate to 5 for the highest, by rank, so that one outlier does not pale all others. */
export const levelsOf = (hours: readonly Hour[]): ReadonlyMap<Hour, number> => {
  const ranked = bestHours(hours, hours.length)
  return new Map(
    ranked.map((hour, rank) => [hour, LEVELS - Math.floor((rank * LEVELS) / ranked.length)]),
  )
}

/** The hours of the week as rows of days. */
export const rowsOf = (hours: readonly Hour[]): readonly (readonly Hour[])[] =>
  WEEKDAYS.map((day) =>
    hours.filter(({ weekday }) => weekday === day).sort((one, other) => one.hour - other.hour),
  )
