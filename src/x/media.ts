// What X tells of a medium by its key: a number for its type, an underscore, and an id that holds the upload time.

import { DOCUMENTED_PRIVATE_MS, isId, timeOfId } from './fields.ts'
import type { Media } from './types.ts'

const TYPE_OF_PREFIX: ReadonlyMap<string | undefined, string> = new Map([
  ['3', 'photo'],
  ['7', 'video'],
  ['13', 'video'],
  ['16', 'animated_gif'],
])

/** X's word for a kind is not known from the key alone. */
const UNKNOWN = 'unknown'

/** What a post tells of a medium by its key alone. */
export const mediaOfKey = (key: string): Media => ({
  media_key: key,
  type: TYPE_OF_PREFIX.get(key.split('_', 1)[0]) ?? UNKNOWN,
})

/** Whether the medium was uploaded longer ago than X documents to give private metrics. */
export const isPastDocumentedAge = ({ media_key }: Media, now: number): boolean => {
  const id = media_key.slice(media_key.indexOf('_') + 1)
  const time = isId(id) ? timeOfId(id) : undefined
  return time !== undefined && now - time > DOCUMENTED_PRIVATE_MS
}
