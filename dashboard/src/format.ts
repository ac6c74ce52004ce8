// Numbers and times in the user's locale.

const count = new Intl.NumberFormat()
const compact = new Intl.NumberFormat(undefined, {
  notation: 'compact',
  maximumSignificantDigits: 4,
})
const percent = new Intl.NumberFormat(undefined, {
  style: 'percent',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
})
const roundPercent = new Intl.NumberFormat(undefined, { style: 'percent' })
const finePercent = new Intl.NumberFormat(undefined, {
  style: 'percent',
  maximumSignificantDigits: 2,
})
const change = new Intl.NumberFormat(undefined, { signDisplay: 'exceptZero' })
const signedPercent = new Intl.NumberFormat(undefined, {
  style: 'percent',
  maximumFractionDigits: 1,
  signDisplay: 'exceptZero',
})
const points = new Intl.NumberFormat(undefined, {
  maximumFractionDigits: 2,
  signDisplay: 'exceptZero',
})
const dollars = new Intl.NumberFormat(undefined, {
  style: 'currency',
  currency: 'USD',
  maximumFractionDigits: 3,
})

export const formatCount = (value: number): string => count.format(value)
/** For axes: numbers below 100,000 stay exact, so that no two ticks get the same label. */
export const formatCompact = (value: number): string =>
  (Math.abs(value) < 100_000 ? count : compact).format(value)
/** A percentage with one decimal place, or with two significant digits below 1 %. */
export const formatShare = (value: number): string =>
  (value > 0 && value < 0.01 ? finePercent : percent).format(value)
/** A percentage without decimal places. */
export const formatPercent = (value: number): string => roundPercent.format(value)
export const formatChange = (value: number): string => change.format(value)
/** A relative change, such as +12.3 %. */
export const formatRelative = (value: number): string => signedPercent.format(value)
/** A difference of two shares, in percentage points, without a unit. */
export const formatPoints = (value: number): string => points.format(value * 100)
export const formatDollars = (value: number): string => dollars.format(value)

const RELATIVE_UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

const relativeTime = new Intl.RelativeTimeFormat(undefined, { numeric: 'always' })

/** How long ago or from now a time is, such as “in 5 minutes”. Times within a minute are one minute away. */
export const formatRelativeTime = (time: string | number, now: number): string => {
  const ms = new Date(time).getTime() - now
  const [unit, length] = RELATIVE_UNITS.find(([, each]) => Math.abs(ms) >= each) ?? [
    'minute',
    60_000,
  ]
  const count = Math.max(1, Math.round(Math.abs(ms) / length))
  return relativeTime.format(ms > 0 ? count : -count, unit)
}

const hours = new Intl.NumberFormat(undefined, {
  style: 'unit',
  unit: 'hour',
  unitDisplay: 'short',
  maximumFractionDigits: 0,
})
const days = new Intl.NumberFormat(undefined, {
  style: 'unit',
  unit: 'day',
  unitDisplay: 'short',
  maximumFractionDigits: 1,
})
/** An age in hours, from two days on in days. */
export const formatAge = (age: number): string =>
  age < 48 ? hours.format(age) : days.format(age / 24)

const STYLES = {
  day: { dateStyle: 'medium' },
  moment: { dateStyle: 'medium', timeStyle: 'short' },
  clock: { timeStyle: 'medium' },
  hour: { hour: '2-digit', minute: '2-digit' },
  date: { day: 'numeric', month: 'short' },
} as const satisfies Readonly<Record<string, Intl.DateTimeFormatOptions>>

const calendarDay = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' })
const shortDay = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
})

/** A calendar day, given as `YYYY-MM-DD`. */
export const formatDay = (day: string, style: 'medium' | 'short' = 'medium'): string =>
  (style === 'short' ? shortDay : calendarDay).format(new Date(day))

/** The first Monday of 2024, to which days and hours are added. */
const MONDAY = Date.UTC(2024, 0, 1)
const hourOfDay = new Intl.DateTimeFormat(undefined, { hour: 'numeric', timeZone: 'UTC' })
const weekdays = {
  short: new Intl.DateTimeFormat(undefined, { weekday: 'short', timeZone: 'UTC' }),
  long: new Intl.DateTimeFormat(undefined, { weekday: 'long', timeZone: 'UTC' }),
}

/** An hour of the day, 0 to 24. */
export const formatHour = (hour: number): string => hourOfDay.format(MONDAY + hour * 3_600_000)

/** An ISO weekday: 1 is Monday, 7 is Sunday. */
export const formatWeekday = (weekday: number, style: keyof typeof weekdays): string =>
  weekdays[style].format(MONDAY + (weekday - 1) * 86_400_000)

export type TimeStyle = keyof typeof STYLES

/** Creating a format takes longer than using it. */
const timeFormats = new Map<string, Intl.DateTimeFormat>()

/** @param timeZone the browser's by default */
export const formatTime = (
  time: string | number,
  style: TimeStyle = 'moment',
  timeZone?: string,
): string => {
  const key = `${style} ${timeZone}`
  const format =
    timeFormats.get(key) ?? new Intl.DateTimeFormat(undefined, { ...STYLES[style], timeZone })
  timeFormats.set(key, format)
  return format.format(new Date(time))
}

const today = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })

/** A local time, with its day unless that is today, and how far away it is. */
export const formatWhen = (time: number, now: number): string => {
  const isToday = new Date(time).toDateString() === new Date(now).toDateString()
  return `${isToday ? today.format(time) : formatTime(time)} (${formatRelativeTime(time, now)})`
}

const bytes = ['byte', 'kilobyte', 'megabyte', 'gigabyte'].map(
  (unit) =>
    new Intl.NumberFormat(undefined, {
      ...{ style: 'unit', unit, unitDisplay: 'short' },
      maximumSignificantDigits: 3,
    }),
)

/** A size in its largest unit, such as 12.5 MB. */
export const formatBytes = (value: number): string => {
  const power = Math.min(bytes.length - 1, Math.max(0, Math.floor(Math.log10(value || 1) / 3)))
  return bytes[power]?.format(value / 1000 ** power) ?? ''
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const

/** The two largest units of a duration, such as 3 hr 5 min. */
export const formatLongDuration = (seconds: number): string => {
  const first = UNITS.findIndex(([, size]) => seconds >= size)
  let rest = seconds
  return UNITS.slice(first < 0 ? -1 : first)
    .slice(0, 2)
    .map(([unit, size]) => {
      const count = Math.floor(rest / size)
      rest %= size
      return [count, unit] as const
    })
    .filter(([count], index) => index === 0 || count > 0)
    .map(([count, unit]) =>
      new Intl.NumberFormat(undefined, { style: 'unit', unit, unitDisplay: 'short' }).format(count),
    )
    .join(' ')
}

export const formatDuration = (ms: number): string => {
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
