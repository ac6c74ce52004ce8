// Tables of the command line.

/** Aligns the columns of rows, the first of which is the header. */
export const tableOf = (rows: readonly (readonly string[])[]): string => {
  const widthOf = (column: number): number =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0))
  return rows
    .map((row) => row.map((cell, column) => cell.padEnd(widthOf(column))).join('  '))
    .map((line) => `${line.trimEnd()}\n`)
    .join('')
}
