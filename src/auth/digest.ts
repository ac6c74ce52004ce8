import { hash } from 'node:crypto'

/** Identifies a secret without revealing it. */
export const sha256 = (text: string): string => hash('sha256', text, 'base64url')
