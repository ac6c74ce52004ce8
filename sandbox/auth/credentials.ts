// The keys and tokens that a sandbox hands out with itself: the same for the same seed, and plainly not
// real ones.

import { createHash, randomBytes } from 'node:crypto'

import type { Incoming } from '../exchange.ts'

export interface Credentials {
  /** App-only. */
  readonly bearer: string
  readonly apiKey: string
  readonly apiKeySecret: string
  /** OAuth 1.0a, of the first account. */
  readonly accessToken: string
  readonly accessTokenSecret: string
  readonly userId: string
  /** A confidential OAuth 2.0 client. */
  readonly clientId: string
  readonly clientSecret: string
  /** A public one, which has no secret. */
  readonly publicClientId: string
}

export const credentialsOf = (seed: number, userId: string): Credentials => {
  const made = (name: string): string =>
    `sandbox-${name}-${createHash('sha256').update(`${seed} ${name}`).digest('hex').slice(0, 32)}`
  return {
    bearer: made('bearer'),
    apiKey: made('key'),
    apiKeySecret: made('key-secret'),
    // X's access tokens begin with the user's id.
    accessToken: `${userId}-${made('token')}`,
    accessTokenSecret: made('token-secret'),
    userId,
    clientId: made('client'),
    clientSecret: made('client-secret'),
    publicClientId: made('public-client'),
  }
}

/** For everything issued later. */
export const unguessable = (): string => randomBytes(24).toString('base64url')

/** `Authorization: Basic` with both halves form-decoded, as RFC 6749 §2.3.1 has them. */
export const readBasic = (header: string | undefined): readonly [string, string] | undefined => {
  const encoded = /^Basic\s+([A-Za-z0-9+/=_-]+)$/i.exec(header ?? '')?.[1]
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  if (colon < 0) return undefined
  const decode = (half: string): string => new URLSearchParams(`_=${half}`).get('_') ?? ''
  return [decode(text.slice(0, colon)), decode(text.slice(colon + 1))]
}

/** The fields of a body: form-encoded as documented, or JSON, which X takes from widespread clients. */
export const readFields = ({ headers, body }: Incoming): URLSearchParams => {
  if (!(headers['content-type'] ?? '').startsWith('application/json')) {
    return new URLSearchParams(body)
  }
  const fields = new URLSearchParams()
  try {
    for (const [name, value] of Object.entries(JSON.parse(body) ?? {})) {
      if (typeof value === 'string') fields.set(name, value)
    }
  } catch {
    // Not JSON after all: nothing was sent.
  }
  return fields
}
