// The gains of one account, metric group and UTC day as bytes, in two columns. `sums` has the first and the last quarter of an
// hour, and the sums of the day, which most readers need only. `quarters` has the quarters of the samples, and then for each
// channel its values, with its length before them: readers skip the channels that they do not need.

import { addGains, type Entry, type Gains, type GainsDay, QUARTERS_PER_DAY } from './gains.ts'
import { createVarintReader, unzigzag, writeVarints, zigzag } from './varints.ts'

export interface EncodedDay {
  readonly sums: Uint8Array
  readonly quarters: Uint8Array
}

/** The UTC days to read: up to the last one, with the quarters of those that are divided. */
export interface DaysQuery {
  readonly until: number
  readonly divided: readonly number[]
}

/** A day as it is read. */
export interface StoredDay {
  readonly day: number
  readonly sums: Uint8Array
  /** Present if the query divides the day. */
  readonly quarters?: Uint8Array
}

/** Reads a row of the database. */
export const storedDayOf = ({
  day,
  sums,
  quarters,
}: Readonly<Record<string, unknown>>): StoredDay | undefined =>
  typeof day === 'number' && sums instanceof Uint8Array
    ? { day, sums, ...(quarters instanceof Uint8Array && { quarters }) }
    : undefined

interface Column {
  /** For each value that is not 0, the quarters since the last one and the value. */
  readonly numbers: number[]
  sum: number
  last: number
}

const columnsOf = (entries: readonly (readonly [number, Entry])[]): Map<number, Column> => {
  const columns = new Map<number, Column>()
  for (const [quarter, entry] of entries) {
    for (const [channel, value] of entry) {
      if (value === 0) continue
      const column = columns.get(channel) ?? { numbers: [], sum: 0, last: 0 }
      columns.set(channel, column)
      column.numbers.push(quarter - column.last, zigzag(value))
      column.sum += value
      column.last = quarter
    }
  }
  return columns
}

/** Quarters are those of the day. */
export const encodeDay = (gains: Gains): EncodedDay => {
  const entries = [...gains].sort(([one], [other]) => one - other)
  const sampled = entries.map(([quarter]) => quarter)
  const columns = [...columnsOf(entries)]
  const sums = columns.filter(([, { sum }]) => sum !== 0)
  const values = columns.map(([channel, { numbers }]) => {
    const bytes = writeVarints(numbers)
    return [writeVarints([channel, bytes.length]), bytes]
  })
  return {
    sums: writeVarints([
      ...[sampled[0] ?? 0, sampled.at(-1) ?? 0],
      ...sums.flatMap(([channel, { sum }]) => [channel, zigzag(sum)]),
    ]),
    quarters: Buffer.concat([writeVarints([sampled.length, ...sampled]), ...values.flat()]),
  }
}

/** Called with a quarter of the day and its value. */
export type OnValue = (quarter: number, value: number) => void

export interface DayReader {
  /** Called for consecutive quarters of which at least the first and the last one have samples. */
  onSamples(first: number, last: number): void
  /** Returns what the values of a channel are for; undefined if they are not read. */
  channel(channel: number): OnValue | undefined
}

/** Reads the sums of a day as values of its first quarter, if they are enough. Returns whether they are. */
export const readSums = (
  { sums }: StoredDay,
  areEnough: (first: number, last: number) => boolean,
  reader: DayReader,
): boolean => {
  const { read, isAtEnd } = createVarintReader(sums)
  const [first, last] = [read(), read()]
  if (!areEnough(first, last)) return false
  reader.onSamples(first, last)
  while (!isAtEnd()) {
    const onValue = reader.channel(read())
    const value = unzigzag(read())
    onValue?.(first, value)
  }
  return true
}

export const readQuarters = (bytes: Uint8Array, reader: DayReader): void => {
  const { read, readBytes, isAtEnd } = createVarintReader(bytes)
  for (let left = read(); left > 0; left--) {
    const quarter = read()
    reader.onSamples(quarter, quarter)
  }
  while (!isAtEnd()) {
    const onValue = reader.channel(read())
    const column = readBytes(read())
    if (onValue !== undefined) readColumn(column, onValue)
  }
}

const readColumn = (bytes: Uint8Array, onValue: OnValue): void => {
  const { read, isAtEnd } = createVarintReader(bytes)
  let quarter = 0
  while (!isAtEnd()) {
    quarter += read()
    onValue(quarter, unzigzag(read()))
  }
}

/** The bytes of a day after a change of its quarters. */
export const changeDay = (quarters: unknown, { gains }: Pick<GainsDay, 'gains'>): EncodedDay => {
  const sum: Gains = new Map()
  if (quarters instanceof Uint8Array) {
    readQuarters(quarters, {
      onSamples: (quarter) => sum.set(quarter, new Map()),
      channel: (channel) => (quarter, value) => sum.get(quarter)?.set(channel, value),
    })
  }
  addGains(sum, new Map([...gains].map(([quarter, entry]) => [quarter % QUARTERS_PER_DAY, entry])))
  return encodeDay(sum)
}
