// The ids of posts in whatever somebody has pasted: links, ids, and words between them.

export interface Pasted {
  /** Each once, in the order in which they came. */
  readonly ids: readonly string[]
  /** What is neither. */
  readonly unknown: readonly string[]
}

const LINK = /(?:^|[/.])(?:x|twitter)\.com\/(?:\w+|i\/web|i)\/status(?:es)?\/(\d{1,19})(?!\d)/i
const ID = /^\d{1,19}$/

/** As many as one call to X takes. */
export const MOST_IDS = 100

export const readPasted = (text: string): Pasted => {
  const ids = new Set<string>()
  const unknown: string[] = []
  for (const word of text.split(/[\s,;]+/).filter((each) => each !== '')) {
    const id = LINK.exec(word)?.[1] ?? (ID.test(word) ? word : undefined)
    if (id === undefined) unknown.push(word)
    else ids.add(id)
  }
  return { ids: [...ids], unknown }
}
