// Encrypts stored values and cookies with AES-256-GCM. Each value carries the id of its key, so that secrets are rotated by
// listing the old one after the new one. The purpose is authenticated: a value cannot be opened for another purpose.

import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'

export interface Vault {
  /** Encrypts with the first secret. */
  seal(value: unknown, purpose: string): string
  /**
   * Decrypts a value of the type that is sealed for the purpose. Undefined if it was modified, sealed for another purpose,
   * or sealed with an unlisted secret.
   */
  open<T>(sealed: string, purpose: string): T | undefined
  /** Whether a value was encrypted with the first secret. */
  isCurrent(sealed: string): boolean
}

const IV_BYTES = 12
const TAG_BYTES = 16

interface Key {
  readonly id: string
  readonly bytes: Buffer
}

/** HKDF's info parameter: separate keys, so that a cookie is never decrypted with the store's key. */
const INFO = {
  store: 'x-metrics-gateway',
  cookies: 'x-metrics-gateway cookies',
  entities: 'x-metrics-gateway entities',
} as const

const keyOf = (secret: string, use: keyof typeof INFO): Key => {
  const bytes = Buffer.from(hkdfSync('sha256', secret, '', INFO[use], 32))
  return { id: createHash('sha256').update(bytes).digest('hex').slice(0, 8), bytes }
}

export type Secrets = readonly [string, ...string[]]

export const createVault = (secrets: Secrets, use: keyof typeof INFO = 'store'): Vault => {
  const [first, ...older] = secrets
  const current = keyOf(first, use)
  const all = [current, ...older.map((secret) => keyOf(secret, use))]
  const keys = new Map(all.map((key) => [key.id, key]))
  return {
    isCurrent: (sealed) => sealed.startsWith(`${current.id}.`),
    seal: (value, purpose) => {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', current.bytes, iv, { authTagLength: TAG_BYTES })
      cipher.setAAD(Buffer.from(purpose))
      const body = [cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]
      return `${current.id}.${Buffer.concat([iv, ...body, cipher.getAuthTag()]).toString('base64url')}`
    },
    open: (sealed, purpose) => {
      const [id = '', body = ''] = sealed.split('.')
      const key = keys.get(id)
      const bytes = Buffer.from(body, 'base64url')
      if (key === undefined || bytes.length < IV_BYTES + TAG_BYTES) return undefined
      const iv = bytes.subarray(0, IV_BYTES)
      const decipher = createDecipheriv('aes-256-gcm', key.bytes, iv, { authTagLength: TAG_BYTES })
      decipher.setAAD(Buffer.from(purpose))
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
      try {
        const text = [decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]
        return JSON.parse(Buffer.concat(text).toString('utf8'))
      } catch {
        return undefined
      }
    },
  }
}
