import { createHash } from 'node:crypto'

/** Identifies a secret without revealing it. */
export const sha256 = (text: string): string =>
  createHash('sha256').update(text).digest('base64url')
