// The sandbox's built-in keys and tokens: the same for the same seed, and marked as belonging to a sandbox.

import { createHash, randomBytes } from 'node:crypto'

import type { HttpRequest } from '../http.ts'

export interface Credentials {
  /** The app-only bearer token. */
  readonly bearer: string
  readonly apiKey: string
  readonly apiKeySecret: string
  /** The OAuth 1.0a access token of the first account. */
  readonly accessToken: string
  readonly accessTokenSecret: string
  readonly userId: string
  /** The id of the confidential OAuth 2.0 client. */
  readonly clientId: string
  readonly clientSecret: string
  /** The id of the public OAuth 2.0 client, which has no secret. */
  readonly publicClientId: string
}

export const credentialsOf = (seed: number, userId: string): Credentials => {
  const derive = (name: string): string =>
    `sandbox-${name}-${createHash('sha256').update(`${seed} ${name}`).digest('hex').slice(0, 32)}`
  return {
    bearer: derive('bearer'),
    apiKey: derive('key'),
    apiKeySecret: derive('key-secret'),
    // X's access tokens begin with the id of their user.
    accessToken: `${userId}-${derive('token')}`,
    accessTokenSecret: derive('token-secret'),
    userId,
    clientId: derive('client'),
    clientSecret: derive('client-secret'),
    publicClientId: derive('public-client'),
  }
}

export const randomToken = (): string => randomBytes(24).toString('base64url')

/** The credentials of `Authorization: Basic`, both form-decoded as in RFC 6749 §2.3.1. */
export const readBasic = (header: string | undefined): readonly [string, string] | undefined => {
  const encoded = /^Basic\s+([A-Za-z0-9+/=_-]+)$/i.exec(header ?? '')?.[1]
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  if (colon < 0) return undefined
  const decode = (half: string): string => new URLSearchParams(`_=${half}`).get('_') ?? ''
  return [decode(text.slice(0, colon)), decode(text.slice(colon + 1))]
}

/**
 * The fields of a form-encoded or JSON body, and of the query string, in which X's first SDK sends them. X documents
 * only the first and accepts all.
 */
export const readFields = ({ headers, body, search }: HttpRequest): URLSearchParams => {
  const fields = new URLSearchParams(search)
  if (!(headers['content-type'] ?? '').startsWith('application/json')) {
    for (const [name, value] of new URLSearchParams(body)) fields.set(name, value)
    return fields
  }
  try {
    for (const [name, value] of Object.entries(JSON.parse(body) ?? {})) {
      if (typeof value === 'string') fields.set(name, value)
    }
  } catch {
    // An invalid body has no fields.
  }
  return fields
}
