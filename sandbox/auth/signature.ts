// Verification of OAuth 1.0a signatures, written from RFC 5849: read the parameters, build the base string, sign
// it and compare. It shares no code with the client that signs.
//
// @see https://www.rfc-editor.org/rfc/rfc5849#section-3.4

import { createHmac, timingSafeEqual } from 'node:crypto'

import type { HttpRequest } from '../http.ts'

type Parameter = readonly [name: string, value: string]

/** @see https://www.rfc-editor.org/rfc/rfc5849#section-3.6 */
const percentEncode = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  )

const decode = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** The parameters of an `OAuth` header without the realm; undefined if it is malformed. */
export const readHeader = (header: string): ReadonlyMap<string, string> | undefined => {
  const list = /^OAuth\s+(.*)$/is.exec(header)?.[1]
  if (list === undefined) return undefined
  const parameters = new Map<string, string>()
  for (const pair of list.split(',')) {
    const [, rawName, rawValue] = /^\s*([^=\s]+)="([^"]*)"\s*$/.exec(pair) ?? []
    if (rawName === undefined || rawValue === undefined) return undefined
    if (rawName.toLowerCase() === 'realm') continue
    const name = decode(rawName)
    const value = decode(rawValue)
    if (name === undefined || value === undefined || parameters.has(name)) return undefined
    parameters.set(name, value)
  }
  return parameters
}

const isForm = (request: HttpRequest): boolean =>
  (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')

/**
 * The signed parameters: query, form body and header without the signature. A client that repeats a header
 * parameter in the body signs it once, which X accepts.
 */
const signedParameters = (
  request: HttpRequest,
  header: ReadonlyMap<string, string>,
): Parameter[] => {
  const sent = [
    ...new URLSearchParams(request.search),
    ...(isForm(request) ? new URLSearchParams(request.body) : []),
  ]
  return [
    ...sent.filter(([name, value]) => header.get(name) !== value),
    ...[...header].filter(([name]) => name !== 'oauth_signature'),
  ]
}

/** @see https://www.rfc-editor.org/rfc/rfc5849#section-3.4.1.3.2 */
const normalized = (parameters: readonly Parameter[]): string =>
  parameters
    .map(([name, value]): Parameter => [percentEncode(name), percentEncode(value)])
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** @see https://www.rfc-editor.org/rfc/rfc5849#section-3.4.1 */
export const baseString = (
  method: string,
  origin: string,
  path: string,
  parameters: readonly Parameter[],
): string => {
  // URL lower-cases the scheme and host and omits a default port, as the base string requires.
  const address = new URL(origin).origin + path
  return [method.toUpperCase(), address, normalized(parameters)].map(percentEncode).join('&')
}

/** HMAC-SHA1 over the base string, with both secrets as the key. */
export const sign = (base: string, consumerSecret: string, tokenSecret: string): string =>
  createHmac('sha1', `${percentEncode(consumerSecret)}&${percentEncode(tokenSecret)}`)
    .update(base)
    .digest('base64')

const equal = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/** X allows a clock skew of five minutes. */
const TOLERANCE_MS = 5 * 60_000

export interface Secrets {
  /** The secret of a consumer key; undefined if the key is unknown. */
  readonly consumer: (key: string) => string | undefined
  /** The secret of a token. */
  readonly token: (token: string) => string | undefined
  /** Returns whether a nonce is new, and stores it. */
  readonly isNewNonce: (nonce: string) => boolean
  readonly now: () => number
}

export type Verified =
  | { readonly ok: true; readonly token: string; readonly parameters: ReadonlyMap<string, string> }
  | { readonly ok: false; readonly reason: 'signature' | 'timestamp' }

const BAD: Verified = { ok: false, reason: 'signature' }

/** Verifies that the request is signed with the key and token that it names. */
export const verify = (request: HttpRequest, secrets: Secrets): Verified => {
  const header = readHeader(request.headers.authorization ?? '')
  if (header === undefined) return BAD
  const get = (name: string): string => header.get(name) ?? ''
  const consumerSecret = secrets.consumer(get('oauth_consumer_key'))
  const token = get('oauth_token')
  const tokenSecret = token === '' ? '' : secrets.token(token)
  if (consumerSecret === undefined || tokenSecret === undefined) return BAD
  if (get('oauth_signature_method') !== 'HMAC-SHA1') return BAD
  if ((header.get('oauth_version') ?? '1.0') !== '1.0') return BAD
  const nonce = get('oauth_nonce')
  const timestamp = get('oauth_timestamp')
  if (nonce === '' || !/^\d{1,12}$/.test(timestamp)) return BAD

  const parameters = signedParameters(request, header)
  // Behind a proxy that terminates TLS, the scheme that the client signed is unknown: both are tried.
  if (!URL.canParse(request.origin)) return BAD
  const { host } = new URL(request.origin)
  const signed = [`http://${host}`, `https://${host}`].some((origin) =>
    equal(
      sign(
        baseString(request.method, origin, request.path, parameters),
        consumerSecret,
        tokenSecret,
      ),
      get('oauth_signature'),
    ),
  )
  if (!signed) return BAD
  if (Math.abs(secrets.now() - Number(timestamp) * 1000) > TOLERANCE_MS) {
    return { ok: false, reason: 'timestamp' }
  }
  if (!secrets.isNewNonce([get('oauth_consumer_key'), token, timestamp, nonce].join(' ')))
    return BAD
  return { ok: true, token, parameters: header }
}
