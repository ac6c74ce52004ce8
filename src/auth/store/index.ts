// Opens the store in a file, in Redis or in memory, together with its encryption, and verifies that the store's data can be
// decrypted with the configured secrets.

import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { StoreError } from '../../infra/errors.ts'
import { openRecovering, type StoreEvents } from '../../infra/recovering.ts'
import type { Redis } from '../../infra/redis.ts'
import { findMemoryRisk } from '../../infra/redis-memory.ts'
import { findMissingLog, MEMORY, makeDirectory } from '../../infra/sqlite.ts'
import { createVault, type Secrets, type Vault } from '../vault.ts'
import { recoveringStore, type StoreState } from './recovering-store.ts'
import { readOrCreateSecret } from './secret.ts'
import type { Store } from './store.ts'

export type StoreLocation =
  /** Used with the sandbox, whose tokens are valid only while it runs. */
  | { readonly kind: 'memory' }
  | { readonly kind: 'directory'; readonly path: string; readonly secrets: readonly string[] }
  | {
      readonly kind: 'redis'
      readonly redis: Redis
      /** The setting with its address. */
      readonly setting: string
      /** Whether the gateway caches in it as well. */
      readonly hasCache: boolean
      readonly secrets: readonly string[]
    }

export interface OpenStoreOptions extends StoreEvents {
  readonly now: () => number
  /** Whether a store that is down fails the start. */
  readonly strict: boolean
}

export interface OpenedStore {
  readonly store: Store
  readonly vault: Vault
  /** Encrypts cookies. */
  readonly cookieVault: Vault
  state(): StoreState
}

export const ACCOUNTS_FILE = 'accounts.sqlite'
export const SECRET_FILE = 'secret'

type Vaults = Pick<OpenedStore, 'vault' | 'cookieVault'>

const createVaults = (secrets: Secrets): Vaults => ({
  vault: createVault(secrets),
  cookieVault: createVault(secrets, 'cookies'),
})

const generateSecret = (): string => randomBytes(32).toString('base64url')

/** The secrets of the settings, or else those of the location. @throws StoreError */
const secretsAt = (location: StoreLocation): Secrets => {
  if (location.kind === 'memory') return [generateSecret()]
  const [first, ...older] = location.secrets
  if (first !== undefined) return [first, ...older]
  return [location.kind === 'directory' ? secretIn(location.path) : generateSecret()]
}

/** Encrypts cookies, without a store. @throws StoreError */
export const openCookieVault = (location: StoreLocation): Vault =>
  createVault(secretsAt(location), 'cookies')

/** @throws StoreError */
export const openStore = async (
  location: StoreLocation,
  options: OpenStoreOptions,
): Promise<OpenedStore> => {
  const vaults = createVaults(secretsAt(location))
  // Implementations are imported on demand.
  switch (location.kind) {
    case 'memory': {
      const { openSqliteStore } = await import('./sqlite.ts')
      return { store: openSqliteStore(MEMORY, options.now), ...vaults, state: () => 'available' }
    }
    case 'directory': {
      const file = join(makeDirectory(location.path), ACCOUNTS_FILE)
      const { openSqliteStore } = await import('./sqlite.ts')
      const open = async (): Promise<Store> => {
        const warning = await findMissingLog(file)
        if (warning !== undefined) options.onWarning(warning)
        return openSqliteStore(file, options.now)
      }
      return openVerified(open, vaults, { ...options, where: file })
    }
    case 'redis': {
      const { openRedisStore, verifyFormat } = await import('./redis.ts')
      const where = `The Redis of ${location.setting}`
      const open = async (): Promise<Store> => {
        const store = openRedisStore(location.redis)
        await verifyFormat(store, where)
        const warning = await memoryRiskOf(location)
        if (warning !== undefined) options.onWarning(warning)
        return store
      }
      return openVerified(open, vaults, { ...options, where })
    }
    default:
      return location satisfies never
  }
}

const memoryRiskOf = async (
  location: Extract<StoreLocation, { readonly kind: 'redis' }>,
): Promise<string | undefined> => {
  const { redis, setting, hasCache } = location
  // A user without the right to INFO cannot read the policy.
  const memory = await redis.memory().catch(() => undefined)
  return memory && findMemoryRisk(memory, setting, hasCache)
}

/** The secret in a directory. None is created for accounts that another one has encrypted. */
const secretIn = (path: string): string => {
  const directory = makeDirectory(path)
  const [file, accounts] = [join(directory, SECRET_FILE), join(directory, ACCOUNTS_FILE)]
  if (!existsSync(file) && existsSync(accounts)) {
    throw new StoreError(
      `${accounts} exists, but ${file} does not, which decrypts it. Restore it from a backup, or set GATEWAY_SECRET. To start with no connected accounts, move ${accounts} away.`,
    )
  }
  return readOrCreateSecret(file, generateSecret)
}

const openVerified = async (
  open: () => Promise<Store>,
  vaults: Vaults,
  options: OpenStoreOptions & { readonly where: string },
): Promise<OpenedStore> => {
  const opened = await openRecovering({
    ...options,
    open: async () => verified(await open(), vaults.vault, options.where),
    close: (store) => store.close(),
  })
  return { ...recoveringStore(opened, options), ...vaults }
}

const CANARY = 'canary'
/** Longer than the expiry of any other key. */
const CANARY_TTL_MS = 10 * 365 * 86_400_000

/** Verifies the secrets by decrypting a known value. */
const verified = async (store: Store, vault: Vault, where: string): Promise<Store> => {
  try {
    const sealed = (await store.read(CANARY)).get('')
    if (sealed !== undefined && vault.open(sealed, CANARY) === undefined) {
      throw new StoreError(
        `${where} contains accounts that were encrypted with another secret. Restore the file "secret" that belongs to it, or append that secret to GATEWAY_SECRET, after the new one and a comma.`,
      )
    }
    // Without a write, the start succeeds on a full disk.
    if (sealed === undefined || !vault.isCurrent(sealed)) {
      await store.write(CANARY, '', vault.seal(CANARY, CANARY), CANARY_TTL_MS)
    }
    return store
  } catch (error) {
    await store.close()
    throw error
  }
}
