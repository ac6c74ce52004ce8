// The browser session of an API key: a person enters a key once, and a sealed cookie with its hash takes its place.

import type { Clock } from '../../infra/clock.ts'
import { readCookie } from '../cookies.ts'
import { isCrossSite, type RequestHeaders } from '../request-origin.ts'
import type { Vault } from '../vault.ts'
import type { ApiKey } from './api-key.ts'
import { type ApiKeys, digestOf } from './api-keys.ts'

export const KEY_SESSION_LIFE_MS = 30 * 86_400_000

const PURPOSE = 'api key'

export interface KeySessions {
  readonly cookieName: string
  /** The cookie for a key; undefined if the key is not valid, or belongs to web pages. */
  begin(token: string): string | undefined
  find(headers: RequestHeaders): ApiKey | undefined
}

export interface KeySessionsOptions {
  readonly keys: ApiKeys
  readonly vault: Vault
  /** The gateway's origin as browsers see it. */
  readonly origin: string
  readonly wall: Clock['wall']
}

export const createKeySessions = ({
  keys,
  vault,
  origin,
  wall,
}: KeySessionsOptions): KeySessions => {
  const cookieName = origin.startsWith('https:') ? '__Host-xmg-key' : 'xmg-key'

  const secretKey = (digest: Buffer): ApiKey | undefined => {
    const key = keys.find(digest)
    return key?.origins === undefined ? key : undefined
  }
  return {
    cookieName,
    begin: (token) => {
      const digest = digestOf(token)
      if (secretKey(digest) === undefined) return undefined
      const until = wall() + KEY_SESSION_LIFE_MS
      return vault.seal([digest.toString('base64'), until], PURPOSE)
    },
    find: (headers) => {
      const cookie = readCookie(headers.get('cookie'), cookieName)
      // Pages of other sites can make a browser send the cookie, but never with the rights of the key.
      if (cookie === undefined || isCrossSite(headers, origin)) return undefined
      const opened = vault.open(cookie, PURPOSE)
      if (!Array.isArray(opened) || !(Number(opened[1]) > wall())) return undefined
      return secretKey(Buffer.from(String(opened[0]), 'base64'))
    },
  }
}
