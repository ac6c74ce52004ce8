// The serialized texts of one cached post, by selection. They take no more memory than the cache counts for them.

export interface Texts {
  get(selection: object): string | undefined
  /** Stores the text unless it is too large. */
  set(selection: object, text: string): void
}

/** Per post: few clients select different fields of the same posts. */
const MAX_SELECTIONS = 2

export const createTexts = (maxBytes: number): Texts => {
  const texts = new Map<object, string>()
  return {
    get: (selection) => texts.get(selection),
    set: (selection, text) => {
      if (text.length * MAX_SELECTIONS > maxBytes) return
      if (texts.size >= MAX_SELECTIONS) texts.clear()
      texts.set(selection, text)
    },
  }
}
