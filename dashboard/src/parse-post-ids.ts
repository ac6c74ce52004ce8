// Extracts post ids from pasted text with ids and links.

export interface ParsedPostIds {
  /** Unique ids, in the order of the text. */
  readonly ids: readonly string[]
  /** Words that are neither an id nor a link of a post. */
  readonly unrecognized: readonly string[]
}

const LINK = /(?:^|[/.])(?:x|twitter)\.com\/(?:\w+|i\/web|i)\/status(?:es)?\/(\d{1,19})(?!\d)/i
const ID = /^\d{1,19}$/

/** The limit of one lookup request to X. */
export const MAX_IDS = 100

export const parsePostIds = (text: string): ParsedPostIds => {
  const ids = new Set<string>()
  const unrecognized: string[] = []
  for (const word of text.split(/[\s,;]+/).filter((each) => each !== '')) {
    const id = LINK.exec(word)?.[1] ?? (ID.test(word) ? word : undefined)
    if (id === undefined) unrecognized.push(word)
    else ids.add(id)
  }
  return { ids: [...ids], unrecognized }
}
