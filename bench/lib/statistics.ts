// Statistics, and parsing of numeric command line options.

export const percentile = (numbers: readonly number[], percent: number): number => {
  const sorted = Float64Array.from(numbers).sort()
  const rank = Math.ceil((percent / 100) * sorted.length) - 1
  return sorted[Math.max(0, rank)] ?? Number.NaN
}

export const median = (numbers: readonly number[]): number => percentile(numbers, 50)

export const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length

/** @throws if the value of an option is not a positive number */
export const parsePositive = (option: string, text: string): number => {
  const value = Number(text)
  if (!Number.isFinite(value) || value <= 0) {
    throw new Error(`${option} must be a positive number, but is "${text}".`)
  }
  return value
}
