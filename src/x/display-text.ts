// The text of a post as X's apps show it.

import type { Tweet } from './types.ts'

/** X's API escapes these three characters in texts. @see https://kbravh.dev/html-entities-twitter-api-v2 */
const ESCAPED: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' }

/** X's addresses of attached media, in posts from before `media_key` was added to links. */
const MEDIA_LINK = /^pic\.(x|twitter)\.com\//

/**
 * The whole text, of long posts too, with links in the form that X's apps display. Links that stand for attached media
 * are left out. Links are found by their text, because X counts their positions in code points of the unescaped text.
 */
export const displayTextOf = ({ text, entities, note_tweet }: Tweet): string => {
  const source = note_tweet?.text ? note_tweet : { text, entities }
  let shown = source.text ?? ''
  for (const { url, display_url, media_key } of source.entities?.urls ?? []) {
    const isMedia = Boolean(media_key) || MEDIA_LINK.test(display_url ?? '')
    shown = shown.replaceAll(url, isMedia ? '' : (display_url ?? url))
  }
  return shown.replaceAll(/&(?:amp|lt|gt);/g, (escaped) => ESCAPED[escaped] ?? escaped).trim()
}
