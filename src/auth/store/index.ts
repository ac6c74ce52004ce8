// Opens the store in a file, in Redis or in memory, together with its encryption, and verifies that the store's data can be
// decrypted with the configured secrets.

import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { messageOf, StoreError } from '../../infra/errors.ts'
import type { Redis } from '../../infra/redis.ts'
import { MEMORY, makeDirectory } from '../../infra/sqlite.ts'
import { createVault, type Secrets, type Vault } from '../vault.ts'
import type { Store } from './store.ts'

export type StoreLocation =
  /** Used with the sandbox, whose tokens are valid only while it runs. */
  | { readonly kind: 'memory' }
  | { readonly kind: 'directory'; readonly path: string; readonly secrets: readonly string[] }
  | { readonly kind: 'redis'; readonly redis: Redis; readonly secrets: readonly string[] }

export interface OpenedStore {
  readonly store: Store
  readonly vault: Vault
  /** Encrypts cookies. */
  readonly cookieVault: Vault
}

const createVaults = (secrets: Secrets): Omit<OpenedStore, 'store'> => ({
  vault: createVault(secrets),
  cookieVault: createVault(secrets, 'cookies'),
})

const generateSecret = (): string => randomBytes(32).toString('base64url')

/** The secrets of the settings, or else those of the location. @throws StoreError */
const secretsAt = (location: StoreLocation): Secrets => {
  if (location.kind === 'memory') return [generateSecret()]
  const [first, ...older] = location.secrets
  if (first !== undefined) return [first, ...older]
  return [location.kind === 'directory' ? readOrCreateSecret(location.path) : generateSecret()]
}

/** Encrypts cookies, without a store. @throws StoreError */
export const openCookieVault = (location: StoreLocation): Vault =>
  createVault(secretsAt(location), 'cookies')

/** @throws StoreError */
export const openStore = async (
  location: StoreLocation,
  now: () => number,
): Promise<OpenedStore> => {
  const vaults = createVaults(secretsAt(location))
  // Implementations are imported on demand.
  switch (location.kind) {
    case 'memory': {
      const { openSqliteStore } = await import('./sqlite.ts')
      return { store: openSqliteStore(MEMORY, now), ...vaults }
    }
    case 'directory': {
      const file = join(makeDirectory(location.path), 'accounts.sqlite')
      const { openSqliteStore } = await import('./sqlite.ts')
      return verified({ store: openSqliteStore(file, now), ...vaults }, file)
    }
    case 'redis': {
      const { openRedisStore } = await import('./redis.ts')
      const store = openRedisStore(location.redis)
      return verified({ store, ...vaults }, 'The Redis of REDIS_URL')
    }
    default:
      return location satisfies never
  }
}

/** Creates a file atomically, unless it exists. Several processes may do so concurrently. */
const createFile = (file: string, text: string): void => {
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, text, { mode: 0o600 })
  try {
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft)
  }
}

/** The secret used without GATEWAY_SECRET: generated once, and stored beside the data. */
const readOrCreateSecret = (directory: string): string => {
  const file = join(makeDirectory(directory), 'secret')
  try {
    createFile(file, generateSecret())
  } catch (error) {
    throw new StoreError(
      `${file} cannot be written (${messageOf(error)}). Set GATEWAY_SECRET, or DATA_DIR to a directory that the gateway may write to.`,
    )
  }
  const secret = readFileSync(file, 'utf8').trim()
  if (secret.length >= 32) return secret
  throw new StoreError(
    `${file} is damaged: the secret in it is too short. Restore the file, or set GATEWAY_SECRET.`,
  )
}

const CANARY = 'canary'
/** Longer than the expiry of any other key. */
const CANARY_TTL_MS = 10 * 365 * 86_400_000

/** Verifies the secrets by decrypting a known value. */
const verified = async (opened: OpenedStore, where: string): Promise<OpenedStore> => {
  const { store, vault } = opened
  try {
    const sealed = (await store.read(CANARY)).get('')
    if (sealed !== undefined && vault.open(sealed, CANARY) === undefined) {
      throw new StoreError(
        `${where} contains accounts that were encrypted with another secret. Append that secret to GATEWAY_SECRET, after the new one and a comma.`,
      )
    }
    await store.write(CANARY, '', vault.seal(CANARY, CANARY), CANARY_TTL_MS)
    return opened
  } catch (error) {
    await store.close()
    throw error
  }
}
