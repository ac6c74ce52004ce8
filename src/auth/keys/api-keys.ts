// The API keys that are valid now: GATEWAY_KEY and those of KEYS_FILE.

import { createHash, timingSafeEqual } from 'node:crypto'

import type { Clock, Schedule } from '../../infra/clock.ts'
import { GatewayError, messageOf, StoreError } from '../../infra/errors.ts'
import { watchFile } from '../../infra/watched-file.ts'
import type { RequestHeaders } from '../request-origin.ts'
import { type ApiKey, bearerTokenOf, GATEWAY_KEY } from './api-key.ts'
import { apiKeyOf, parseKeysFile } from './keys-file.ts'

export interface ApiKeysOptions {
  readonly gatewayKey: string | undefined
  /** The path of KEYS_FILE. */
  readonly keysFile: string | undefined
  readonly wall: Clock['wall']
  readonly schedule: Schedule
  /** Called when a changed file cannot be used, and with undefined when it can be used again. */
  readonly onKeysFile: (mistake: string | undefined) => void
}

export interface ApiKeys {
  /** Whether callers need a key. */
  readonly required: boolean
  /** The key of a request. @throws UNAUTHENTICATED for a key that is wrong, expired, or used by another origin */
  keyOf(headers: RequestHeaders): ApiKey | undefined
  /** The key with this hash, if it is valid now. */
  find(digest: Buffer): ApiKey | undefined
  /** The keys, expired ones too. Those of one name share their limits. */
  list(): readonly ApiKey[]
  /** Whether a key may be used by pages of this origin. */
  allowsOrigin(origin: string): boolean
  /** Calls the listener after each change of the keys. Returns how to remove it. */
  onChange(listener: () => void): () => void
  /** Puts another GATEWAY_KEY in place of the present one, which is refused from then on. */
  replaceGatewayKey(key: string): void
  close(): void
}

interface Entry {
  readonly digest: Buffer
  readonly key: ApiKey
}

export const digestOf = (token: string): Buffer => createHash('sha256').update(token).digest()

/** @throws StoreError when the file cannot be read, or contains a mistake */
export const createApiKeys = async (options: ApiKeysOptions): Promise<ApiKeys> => {
  const { gatewayKey, keysFile, wall, onKeysFile } = options
  let own = ownEntries(gatewayKey)
  let listed: readonly Entry[] = []
  /** The keys by hexadecimal hash: the time of a lookup tells nothing about keys. */
  let byHash = indexByHash(own)

  const use = (text: string): void => {
    listed = parseKeysFile(text).map((entry) => ({
      digest: Buffer.from(entry.sha256, 'hex'),
      key: apiKeyOf(entry),
    }))
    byHash = indexByHash([...listed, ...own])
  }
  const listeners = new Set<() => void>()
  const useAgain = (text: string): void => {
    try {
      use(text)
    } catch (error) {
      onKeysFile(messageOf(error))
      return
    }
    onKeysFile(undefined)
    for (const listener of listeners) listener()
  }

  const close =
    keysFile === undefined ? () => {} : await openKeysFile(keysFile, options, use, useAgain)

  const required = (gatewayKey ?? keysFile) !== undefined
  const isExpired = ({ expiresAt }: ApiKey): boolean =>
    expiresAt !== undefined && expiresAt.getTime() <= wall()

  const find: ApiKeys['find'] = (digest) => {
    const entry = byHash.get(digest.toString('hex'))
    if (entry === undefined || !timingSafeEqual(entry.digest, digest)) return undefined
    return isExpired(entry.key) ? undefined : entry.key
  }
  return {
    required,
    find,
    list: () => [...byHash.values()].map(({ key }) => key),
    keyOf: (headers) => {
      const token = bearerTokenOf(headers)
      if (token === undefined || !required) return undefined
      const key = find(digestOf(token))
      if (key === undefined) throw wrongKey()
      if (!mayUse(key, headers)) throw otherOrigin(key)
      return key
    },
    allowsOrigin: (origin) =>
      [...byHash.values()].some(({ key }) => key.origins?.has(origin) && !isExpired(key)),
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    replaceGatewayKey: (key) => {
      own = ownEntries(key)
      byHash = indexByHash([...listed, ...own])
      for (const listener of listeners) listener()
    },
    close,
  }
}

const ownEntries = (gatewayKey: string | undefined): readonly Entry[] =>
  gatewayKey === undefined ? [] : [{ digest: digestOf(gatewayKey), key: GATEWAY_KEY }]

const indexByHash = (entries: readonly Entry[]): ReadonlyMap<string, Entry> =>
  new Map(entries.map((entry) => [entry.digest.toString('hex'), entry]))

/** Reads the file, and watches it until the returned function is called. @throws StoreError */
const openKeysFile = async (
  path: string,
  { schedule }: ApiKeysOptions,
  use: (text: string) => void,
  onChange: (text: string) => void,
): Promise<() => void> => {
  try {
    const watched = await watchFile(path, { schedule, onChange })
    use(watched.text)
    return watched.close
  } catch (error) {
    throw new StoreError(`KEYS_FILE ${path} cannot be used: ${messageOf(error)}`)
  }
}

const mayUse = ({ origins }: ApiKey, headers: RequestHeaders): boolean =>
  origins === undefined || origins.has(headers.get('origin') ?? '')

const wrongKey = (): GatewayError =>
  new GatewayError(
    'UNAUTHENTICATED',
    'The API key in the Authorization header is wrong, revoked or expired. Send an OAuth 2.0 token of a user in X-User-Token instead.',
  )

const otherOrigin = ({ name }: ApiKey): GatewayError =>
  new GatewayError(
    'UNAUTHENTICATED',
    `The API key "${name}" may be used only by web pages of its origins. Add this page’s origin to the key, or use another key.`,
  )
