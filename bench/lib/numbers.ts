// Of many numbers, one.

/** The one that so many of a hundred are not above. */
export const percentile = (numbers: readonly number[], percent: number): number => {
  const sorted = Float64Array.from(numbers).sort()
  const place = Math.ceil((percent / 100) * sorted.length) - 1
  return sorted[Math.max(0, place)] ?? Number.NaN
}

export const median = (numbers: readonly number[]): number => percentile(numbers, 50)

export const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length

/** @throws when the text of an option is not a number above 0 */
export const positive = (option: string, text: string): number => {
  const value = Number(text)
  if (!Number.isFinite(value) || value <= 0) {
    throw new Error(`${option} must be a number above 0, but is "${text}".`)
  }
  return value
}
