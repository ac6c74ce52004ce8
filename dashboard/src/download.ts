// CSV files on the disk of the person: written while they grow where the browser can, and saved as a whole elsewhere.

/** Excel reads a CSV file as UTF-8 only if it starts with a byte order mark. */
const BYTE_ORDER_MARK = '\ufeff'

const TYPE = 'text/csv'

declare global {
  interface Window {
    /** Chromium, on https and on this machine only. */
    readonly showSaveFilePicker?: (options: {
      readonly suggestedName: string
      readonly types: readonly { readonly accept: Readonly<Record<string, readonly string[]>> }[]
    }) => Promise<FileSystemFileHandle>
  }
}

/** The browser keeps the parts outside of the page's memory. */
export const download = (name: string, ...parts: readonly BlobPart[]): void => {
  const file = new Blob([BYTE_ORDER_MARK, ...parts], { type: `${TYPE};charset=utf-8` })
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}

/** A file that is written part by part. */
export interface GrowingFile {
  readonly write: (part: string) => Promise<void>
  readonly close: () => Promise<void>
  /** Leaves no file behind, and an existing one unchanged. */
  readonly discard: () => Promise<void>
}

const collected = (name: string): GrowingFile => {
  const parts: Blob[] = []
  return {
    write: async (part) => void parts.push(new Blob([part])),
    close: async () => download(name, ...parts),
    discard: async () => void parts.splice(0),
  }
}

const isNamed = (error: unknown, name: string): boolean =>
  error instanceof DOMException && error.name === name

/** The file that the person chooses, or one for the browser's downloads. Undefined if the person chooses none. */
export const createFile = async (name: string): Promise<GrowingFile | undefined> => {
  if (window.showSaveFilePicker === undefined) return collected(name)
  const options = { suggestedName: name, types: [{ accept: { [TYPE]: ['.csv'] } }] }
  let stream: FileSystemWritableFileStream
  try {
    stream = await (await window.showSaveFilePicker(options)).createWritable()
  } catch (error) {
    if (isNamed(error, 'AbortError')) return undefined
    // Browsers offer the choice after a click only, and not for an automatic retry.
    if (isNamed(error, 'SecurityError')) return collected(name)
    throw error
  }
  await stream.write(BYTE_ORDER_MARK)
  return {
    write: (part) => stream.write(part),
    close: () => stream.close(),
    discard: () => stream.abort(),
  }
}
