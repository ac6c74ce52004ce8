// Offers a CSV text to the browser as a file to save.

/** Excel reads a CSV file as UTF-8 only if it starts with a byte order mark. */
const BYTE_ORDER_MARK = '\ufeff'

/** The browser keeps the parts outside of the page's memory. */
export const download = (name: string, ...parts: readonly BlobPart[]): void => {
  const file = new Blob([BYTE_ORDER_MARK, ...parts], { type: 'text/csv;charset=utf-8' })
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
