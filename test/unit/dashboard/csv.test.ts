import { describe, expect, it } from 'vitest'

import {
  type CsvColumn,
  type CsvValue,
  csvFormatOf,
  csvHead,
  csvLines,
} from '../../../dashboard/src/csv.ts'

const COLUMNS: readonly CsvColumn<readonly CsvValue[]>[] = [
  { label: 'id', value: ([first]) => first },
  { label: 'a "b"', value: ([, second]) => second },
]

const line = (first: CsvValue, second?: CsvValue, locale = 'en'): string =>
  csvLines(COLUMNS, [[first, second]], csvFormatOf(locale))

describe('CSV', () => {
  it('keeps all digits of an id, and rounds rates', () => {
    expect(line({ id: '1460323737035677698' }, 0.1 + 0.2)).toBe('"\t1460323737035677698",0.3\r\n')
    expect([line(0, 3_300_000_000), line(null)]).toEqual(['0,3300000000\r\n', ',\r\n'])
  })

  it('has decimals and separators of the locale', () => {
    expect(line('a', 0.25, 'de')).toBe('"a";0,25\r\n')
    expect(csvHead(COLUMNS, csvFormatOf('fr'))).toBe('"id";"a ""b"""\r\n')
  })

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', ' =1+1', '\t=1+1', '\r=1+1'])(
    'escapes text that a spreadsheet would run as a formula: %j',
    (text) => expect(line('a', text)).toBe(`"a","'${text}"\r\n`),
  )

  it('escapes quotes, commas and line breaks', () => {
    expect(line('He said "hi",\nand left')).toBe('"He said ""hi"",\nand left",\r\n')
  })
})
