// Opens the store and the vault that go together: a file, Redis, or nothing beyond the process; and makes sure
// that what is kept there was sealed with a secret that is known.

import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { StoreError } from '../../infra/errors.ts'
import type { Redis } from '../../infra/redis.ts'
import { MEMORY, makeDirectory } from '../../infra/sqlite.ts'
import { createVault, type Secrets, type Vault } from '../vault.ts'
import type { Store } from './store.ts'

export type StorePlace =
  /** For the sandbox, whose tokens end with it. */
  | { readonly kind: 'memory' }
  | { readonly kind: 'directory'; readonly path: string; readonly secrets: readonly string[] }
  | { readonly kind: 'redis'; readonly redis: Redis; readonly secrets: readonly string[] }

export interface OpenedStore {
  readonly store: Store
  readonly vault: Vault
  /** Seals what browsers keep. */
  readonly cookieVault: Vault
}

const vaultsOf = (...secrets: Secrets): Omit<OpenedStore, 'store'> => ({
  vault: createVault(secrets),
  cookieVault: createVault(secrets, 'cookies'),
})

const newSecret = (): string => randomBytes(32).toString('base64url')

/** @throws StoreError */
export const openStore = async (place: StorePlace, now: () => number): Promise<OpenedStore> => {
  // Each is loaded when it is used.
  switch (place.kind) {
    case 'memory': {
      const { openSqliteStore } = await import('./sqlite.ts')
      return { store: openSqliteStore(MEMORY, now), ...vaultsOf(newSecret()) }
    }
    case 'directory': {
      const [first = secretIn(place.path), ...older] = place.secrets
      const vaults = vaultsOf(first, ...older)
      const file = join(makeDirectory(place.path), 'accounts.sqlite')
      const { openSqliteStore } = await import('./sqlite.ts')
      return checked({ store: openSqliteStore(file, now), ...vaults }, file)
    }
    case 'redis': {
      const [first = newSecret(), ...older] = place.secrets
      const { openRedisStore } = await import('./redis.ts')
      const store = openRedisStore(place.redis)
      return checked({ store, ...vaultsOf(first, ...older) }, 'The Redis of REDIS_URL')
    }
    default:
      return place satisfies never
  }
}

/** If there is none. Several processes may try at once, and none sees half of it. */
const writeWhole = (file: string, text: string): void => {
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

/** Made once, and kept beside the data for whoever sets no GATEWAY_SECRET. */
const secretIn = (directory: string): string => {
  const file = join(makeDirectory(directory), 'secret')
  try {
    writeWhole(file, newSecret())
  } catch (error) {
    throw new StoreError(
      `${file} cannot be written (${(error as Error).message}). Set GATEWAY_SECRET, or DATA_DIR to a directory that the gateway may write.`,
    )
  }
  const secret = readFileSync(file, 'utf8').trim()
  if (secret.length >= 32) return secret
  throw new StoreError(
    `${file} is damaged: it holds less than the secret that was put there. Restore it, or set GATEWAY_SECRET.`,
  )
}

const CANARY = 'canary'
/** Longer than anything else that is kept. */
const CANARY_LIFE_MS = 10 * 365 * 86_400_000

/** A value whose only purpose is to be opened: with a secret that is not known nothing else could be either. */
const checked = async (opened: OpenedStore, where: string): Promise<OpenedStore> => {
  const { store, vault } = opened
  try {
    const sealed = (await store.read(CANARY)).get('')
    if (sealed !== undefined && vault.open(sealed, CANARY) === undefined) {
      throw new StoreError(
        `${where} holds accounts that were encrypted with another secret. List that one in GATEWAY_SECRET, too, after the new one and a comma.`,
      )
    }
    await store.write(CANARY, '', vault.seal(CANARY, CANARY), CANARY_LIFE_MS)
    return opened
  } catch (error) {
    await store.close()
    throw error
  }
}
