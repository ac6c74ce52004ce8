// Numbers and times, as the reader's language writes them.

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
/** On axes: two marks must not look the same. */
export const formatCompact = (value: number): string =>
  (Math.abs(value) < 100_000 ? count : compact).format(value)
/** Of less than a percent, two digits that say something. */
export const formatShare = (value: number): string =>
  (value > 0 && value < 0.01 ? finePercent : percent).format(value)
/** On axes, and where it is known to be round. */
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

export const formatDuration = (ms: number): string => {
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
