// The text of a post as X's apps show it: with links in their display form, and without links to attached media.

export interface Link {
  readonly url: string
  readonly displayUrl: string | null
  readonly expandedUrl: string | null
  readonly unwoundUrl: string | null
  readonly mediaKey: string | null
}

export type TextPart =
  | string
  | { readonly href: string; readonly label: string; readonly title: string }

/** X escapes these three characters in texts. */
const ESCAPED: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' }

const unescaped = (text: string): string =>
  text.replaceAll(/&(?:amp|lt|gt);/g, (escaped) => ESCAPED[escaped] ?? escaped)

const partOf = (text: string, links: readonly Link[]): TextPart => {
  const link = links.find(({ url }) => url === text)
  if (link === undefined) return unescaped(text)
  if (link.mediaKey !== null || link.displayUrl?.startsWith('pic.')) return ''
  const href = link.unwoundUrl ?? link.expandedUrl ?? link.url
  if (!/^https?:/i.test(href)) return text
  return { href, label: link.displayUrl ?? href, title: href }
}

const escapeRegExp = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Links are found by their text: their positions count code points of the escaped text. */
export const textParts = (text: string, links: readonly Link[]): readonly TextPart[] => {
  const urls = [...new Set(links.map(({ url }) => url))].map(escapeRegExp)
  const pieces = urls.length === 0 ? [text] : text.split(new RegExp(`(${urls.join('|')})`))
  const parts = pieces.map((piece) => partOf(piece, links)).filter((part) => part !== '')
  const last = parts.at(-1)
  return typeof last === 'string' ? [...parts.slice(0, -1), last.trimEnd()] : parts
}

const MAX_LENGTH = 70

/** The beginning of a text, up to the end of a word. Empty if there are no words. */
export const firstWords = (text: string, max = MAX_LENGTH): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  const letters = [...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(line)]
  if (letters.length <= max) return line
  const cut = letters
    .slice(0, max)
    .map(({ segment }) => segment)
    .join('')
  const end = letters[max]?.segment === ' ' ? cut.length : cut.lastIndexOf(' ')
  return `${cut.slice(0, end > max / 2 ? end : undefined).replace(/[\s.,;:!?…]+$/, '')}…`
}
