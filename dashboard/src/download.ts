// Hands a list over as a file.

/** Excel takes a file for UTF-8 only when it says so. */
const BYTE_ORDER_MARK = '\ufeff'

export const download = (name: string, csv: string): void => {
  const file = new Blob([BYTE_ORDER_MARK, csv], { type: 'text/csv;charset=utf-8' })
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
