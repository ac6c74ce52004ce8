// The client side of OAuth 1.0a for tests. It shares no code with the sandbox: both implement RFC 5849.

import { createHmac, randomBytes } from 'node:crypto'

export interface SigningKeys {
  readonly apiKey: string
  readonly apiKeySecret: string
  readonly accessToken: string
  readonly accessTokenSecret: string
}

const encode = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  )

/** The Authorization header of a GET at the time `now`. */
export const signed = (address: string, keys: SigningKeys, now: number): string => {
  const url = new URL(address)
  const oauth: Record<string, string> = {
    oauth_consumer_key: keys.apiKey,
    oauth_nonce: randomBytes(16).toString('hex'),
    oauth_signature_method: 'HMAC-SHA1',
    oauth_timestamp: String(Math.floor(now / 1000)),
    oauth_token: keys.accessToken,
    oauth_version: '1.0',
  }
  const parameters = [...url.searchParams, ...Object.entries(oauth)]
    .map(([name, value]): [string, string] => [encode(name), encode(value)])
    .sort(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
  const base = ['GET', encode(url.origin + url.pathname), encode(parameters)].join('&')
  const key = `${encode(keys.apiKeySecret)}&${encode(keys.accessTokenSecret)}`
  const signature = createHmac('sha1', key).update(base).digest('base64')
  const header = Object.entries({ ...oauth, oauth_signature: signature })
    .map(([name, value]) => `${name}="${encode(value)}"`)
    .join(', ')
  return `OAuth ${header}`
}
