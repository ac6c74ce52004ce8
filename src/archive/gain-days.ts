// The gains of one account, metric group and UTC day as bytes: the first and the last quarter of an hour, the sums of the day,
// and for each quarter its number in the day and its sums. Most readers need the sums of whole days only.

import { addGains, type Entry, type Gains, type GainsDay, QUARTERS_PER_DAY } from './gains.ts'
import { createVarintReader, MAX_VARINT_BYTES, unzigzag, writeVarint, zigzag } from './varints.ts'

/** The bytes of one day, as they are stored. */
export interface StoredDay {
  readonly day: number
  readonly numbers: Uint8Array
}

/** Reads a row of the database. */
export const storedDayOf = ({
  day,
  numbers,
}: Readonly<Record<string, unknown>>): StoredDay | undefined =>
  typeof day === 'number' && numbers instanceof Uint8Array ? { day, numbers } : undefined

const BYTES_PER_SUM = 2 + MAX_VARINT_BYTES
const BYTES_PER_QUARTER = 3

const sizeOf = (entry: Entry): number => BYTES_PER_QUARTER + entry.size * BYTES_PER_SUM

const encodeDay = (gains: Gains): Uint8Array => {
  const quarters = [...gains].sort(([one], [other]) => one - other)
  const whole: Gains = new Map()
  for (const [, entry] of quarters) addGains(whole, new Map([[0, entry]]))
  const sums = whole.get(0) ?? new Map()
  const size = quarters.reduce((sum, [, entry]) => sum + sizeOf(entry), sizeOf(sums))
  const bytes = new Uint8Array(size)
  let end = 0
  const write = (value: number): void => {
    end = writeVarint(bytes, value, end)
  }
  const writeSums = (entry: Entry): void => {
    const nonZero = [...entry].filter(([, value]) => value !== 0)
    write(nonZero.length)
    for (const [channel, value] of nonZero) {
      write(channel)
      write(zigzag(value))
    }
  }
  write((quarters[0]?.[0] ?? 0) % QUARTERS_PER_DAY)
  write((quarters.at(-1)?.[0] ?? 0) % QUARTERS_PER_DAY)
  writeSums(sums)
  for (const [quarter, entry] of quarters) {
    write(quarter % QUARTERS_PER_DAY)
    writeSums(entry)
  }
  return bytes.slice(0, end)
}

export interface DayVisitor {
  /** Called first, with the first and the last quarter of the day. Whether the sums of the whole day are enough. */
  onDay(first: number, last: number): boolean
  /** Called for each quarter, and then `onSum` for each of its sums; not called when the sums of the day are enough. */
  onQuarter(quarter: number): void
  onSum(channel: number, value: number): void
}

export const readDay = ({ day, numbers }: StoredDay, visitor: DayVisitor): void => {
  const { read, isAtEnd } = createVarintReader(numbers)
  const start = day * QUARTERS_PER_DAY
  const isWhole = visitor.onDay(start + read(), start + read())
  for (let left = read(); left > 0; left--) {
    const channel = read()
    const value = unzigzag(read())
    if (isWhole) visitor.onSum(channel, value)
  }
  if (isWhole) return
  while (!isAtEnd()) {
    visitor.onQuarter(start + read())
    for (let left = read(); left > 0; left--) visitor.onSum(read(), unzigzag(read()))
  }
}

/** The bytes of a day after a change. */
export const changeDay = (numbers: unknown, { day, gains }: GainsDay): Uint8Array => {
  const sum: Gains = new Map()
  if (numbers instanceof Uint8Array) {
    let entry: Entry = new Map()
    readDay(
      { day, numbers },
      {
        onDay: () => false,
        onQuarter: (quarter) => {
          entry = new Map()
          sum.set(quarter, entry)
        },
        onSum: (channel, value) => entry.set(channel, value),
      },
    )
  }
  addGains(sum, gains)
  return encodeDay(sum)
}
