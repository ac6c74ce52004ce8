// CSV that Excel, Google Sheets and Numbers read right: ids stay text, nothing is run as a formula, and decimals have the
// mark that the locale's spreadsheets expect.

export type CsvValue = string | number | null | undefined | Id

/** A number that is a name. */
export interface Id {
  readonly id: string
}

export interface CsvColumn<Row> {
  readonly label: string
  readonly value: (row: Row) => CsvValue
}

/** The separators of a locale: where decimals have a comma, spreadsheets separate cells by semicolons. */
export interface CsvFormat {
  readonly decimal: string
  readonly separator: string
}

export const csvFormatOf = (locale?: string): CsvFormat => {
  const parts = new Intl.NumberFormat(locale).formatToParts(1.5)
  const isComma = parts.some(({ type, value }) => type === 'decimal' && value === ',')
  return isComma ? { decimal: ',', separator: ';' } : { decimal: '.', separator: ',' }
}

/** Prefixes text that a spreadsheet would run as a formula with an apostrophe, which makes it plain text. */
const escapeFormula = (text: string): string => (/^\s*[=+\-@\t\r]/.test(text) ? `'${text}` : text)

const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`

/** More digits than any rate of X has. */
const MAX_DECIMALS = 6

const formatNumber = (value: number, { decimal }: CsvFormat): string =>
  String(Number(value.toFixed(MAX_DECIMALS))).replace('.', decimal)

const formatCell = (value: CsvValue, format: CsvFormat): string => {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return formatNumber(value, format)
  // A leading tab makes a spreadsheet read an id as text, instead of rounding it to 15 digits.
  return typeof value === 'string' ? quote(escapeFormula(value)) : quote(`\t${value.id}`)
}

const lineOf = (values: readonly CsvValue[], format: CsvFormat): string =>
  `${values.map((value) => formatCell(value, format)).join(format.separator)}\r\n`

export const csvHead = <Row>(columns: readonly CsvColumn<Row>[], format: CsvFormat): string =>
  lineOf(
    columns.map(({ label }) => label),
    format,
  )

export const csvLines = <Row>(
  columns: readonly CsvColumn<Row>[],
  rows: readonly Row[],
  format: CsvFormat,
): string =>
  rows
    .map((row) =>
      lineOf(
        columns.map(({ value }) => value(row)),
        format,
      ),
    )
    .join('')
