// What was written of one cached post, by selection, so that it need not be written again. It takes no more memory than
// the cache counts for it.

export interface Texts {
  get(selection: object): string | undefined
  /** Unless it is larger than the room. */
  keep(selection: object, text: string): void
}

/** Per post; clients that show the same posts differently are few. */
const MOST_SELECTIONS = 2

export const createTexts = (roomBytes: number): Texts => {
  const texts = new Map<object, string>()
  return {
    get: (selection) => texts.get(selection),
    keep: (selection, text) => {
      if (text.length * MOST_SELECTIONS > roomBytes) return
      if (texts.size >= MOST_SELECTIONS) texts.clear()
      texts.set(selection, text)
    },
  }
}
