// Media keys: a number for the type, an underscore, and an id that carries the upload time.

import { DOCUMENTED_PRIVATE_MS, isId, timeOfId } from './fields.ts'
import type { Media } from './types.ts'

/** Prefixes 3, 7 and 13 as recorded in 2020 to 2026. No response with a GIF was recorded; its prefix is widely reported. */
const TYPE_OF_PREFIX: ReadonlyMap<string | undefined, string> = new Map([
  ['3', 'photo'],
  ['7', 'video'],
  ['13', 'video'],
  ['16', 'animated_gif'],
])

const UNKNOWN = 'unknown'

/** A medium of which only the key is known. */
const mediaOfKey = (key: string): Media => ({
  media_key: key,
  type: TYPE_OF_PREFIX.get(key.split('_', 1)[0]) ?? UNKNOWN,
})

/** A medium that X included, or what its key says. */
export const mediumOf = (key: string, media: ReadonlyMap<string, Media>): Media =>
  media.get(key) ?? mediaOfKey(key)

/**
 * The address of a small picture of a medium, 150 pixels wide and high. X's picture host scales photos and previews by the
 * parameter `name`.
 * @see https://developer.x.com/en/docs/x-api/v1/data-dictionary/object-model/entities (Photo Media URL formatting)
 */
export const thumbnailOf = ({ url, preview_image_url }: Media): string | undefined => {
  const address = preview_image_url ?? url
  if (!address || !URL.canParse(address)) return undefined
  const { protocol, host } = new URL(address)
  if (host === 'pbs.twimg.com') return `${address.replace(/[?#].*$/, '')}?name=thumb`
  return protocol === 'https:' || protocol === 'http:' ? address : undefined
}

/** Whether the upload is older than the age up to which X documents private metrics. */
export const isPastDocumentedAge = ({ media_key }: Media, now: number): boolean => {
  const id = media_key.slice(media_key.indexOf('_') + 1)
  const time = isId(id) ? timeOfId(id) : undefined
  return time !== undefined && now - time > DOCUMENTED_PRIVATE_MS
}
