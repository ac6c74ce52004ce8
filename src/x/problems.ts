// X's own error objects, which come beside the data of an answer. They may hold anything.

import { isId } from './fields.ts'
import type { Problem } from './types.ts'
import { quoted } from './words.ts'

/** Problem types have had two hosts; the last segment has stayed. */
export const problemKind = (type: unknown): string =>
  typeof type === 'string' ? type.slice(type.lastIndexOf('/') + 1) : ''

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** X's words, bounded and redacted. */
export const wordsOf = ({ detail }: Problem): string => quoted(detail)

/** The id of the post that a problem is about, if it names one. */
export const subjectOf = ({ resource_id, value, detail }: Problem): string | undefined =>
  [resource_id, value, /\[(\d+)\]/.exec(textOf(detail))?.[1]].find(isId)
