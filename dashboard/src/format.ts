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
export const formatDollars = (value: number): string => dollars.format(value)

const STYLES = {
  day: new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' }),
  moment: new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }),
  clock: new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' }),
  hour: new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' }),
  date: new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' }),
}

export type TimeStyle = keyof typeof STYLES

export const formatTime = (time: string | number, style: TimeStyle = 'moment'): string =>
  STYLES[style].format(new Date(time))

const zoned = new Map<string, Intl.DateTimeFormat>()

/** Date and time in a time zone. */
export const formatMoment = (time: number, timeZone: string): string => {
  const format =
    zoned.get(timeZone) ??
    new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short', timeZone })
  zoned.set(timeZone, format)
  return format.format(time)
}

export const formatDuration = (ms: number): string => {
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
