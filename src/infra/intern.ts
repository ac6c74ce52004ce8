// Replaces equal strings by one, so that ids and names that many cached objects have take memory once.

const SLOTS = 8192

/** Only recent strings are known. A string that another one has displaced takes memory twice, which is harmless. */
export const createInterner = (): ((text: string) => string) => {
  const recent = new Array<string>(SLOTS).fill('')
  return (text) => {
    const slot = hashOf(text)
    const known = recent[slot]
    if (known === text) return known
    recent[slot] = text
    return text
  }
}

/** The ends of ids and names differ most. */
const hashOf = (text: string): number => {
  let hash = text.length
  for (let index = Math.max(0, text.length - 5); index < text.length; index++) {
    hash = hash * 11 + text.charCodeAt(index)
  }
  return hash % SLOTS
}
