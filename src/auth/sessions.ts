// Browser sessions: a random cookie, of which only the hash is stored, leads to an owner of connected accounts. Each login
// replaces the cookie, and a cookie is valid only in the browser that received it.

import { randomBytes, randomUUID } from 'node:crypto'
import { GatewayError } from '../infra/errors.ts'
import { createLru } from '../infra/lru.ts'
import { sha256 } from './digest.ts'
import type { Store } from './store/store.ts'
import type { Vault } from './vault.ts'

/** The lifetime after the last use. */
export const SESSION_LIFE_MS = 30 * 86_400_000

/** Each process extends a session at most once in this time. */
const EXTEND_INTERVAL_MS = 86_400_000
/** The number of sessions whose last extension a process caches. */
const MAX_EXTENDED = 10_000

export interface Session {
  /** The owner of the connected accounts; it stays the same when the cookie changes. */
  readonly owner: string
}

export interface Sessions {
  find(cookie: string, agent: string): Promise<Session | undefined>
  /**
   * Replaces the old cookie by a new one for the same owner. When two logins with the same old cookie finish concurrently,
   * one of them keeps the owner and the other gets a new one: an owner has one valid cookie.
   */
  begin(agent: string, old: string | undefined): Promise<Session & { readonly cookie: string }>
  end(cookie: string): Promise<void>
}

interface StoredSession extends Session {
  readonly agent: string
}

export interface SessionsOptions {
  readonly store: Store
  readonly vault: Vault
  readonly now: () => number
  /** Called when a session is extended. */
  readonly onExtend: (owner: string) => Promise<void>
}

export const createSessions = ({ store, vault, now, onExtend }: SessionsOptions): Sessions => {
  const extendedAt = createLru<number>(MAX_EXTENDED)

  /** Extends without writing the session: it may have ended since it was read. */
  const extend = async (key: string, owner: string): Promise<void> => {
    if (now() - (extendedAt.get(key) ?? 0) <= EXTEND_INTERVAL_MS) return
    try {
      await Promise.all([store.extend(key, SESSION_LIFE_MS), onExtend(owner)])
      extendedAt.set(key, now())
    } catch (error) {
      // A session that can be read is valid: on a full disk the next request extends it.
      if (!(error instanceof GatewayError)) throw error
    }
  }

  const find = async (cookie: string, agent: string): Promise<Session | undefined> => {
    const key = keyOf(cookie)
    const sealed = (await store.read(key)).get('')
    const session = sealed && vault.open<StoredSession>(sealed, key)
    if (!session || session.agent !== hashAgent(agent)) return undefined
    const { owner } = session
    await extend(key, owner)
    return { owner }
  }

  /** Ends a cookie and returns its owner, to one of several concurrent calls. */
  const takeOwner = async (cookie: string, agent: string): Promise<string | undefined> => {
    const session = await find(cookie, agent)
    const taken = session && (await store.take(keyOf(cookie)))
    return taken === undefined || taken.size === 0 ? undefined : session?.owner
  }

  return {
    find,
    begin: async (agent, old) => {
      const before = old === undefined ? undefined : await takeOwner(old, agent)
      const owner = before ?? randomUUID()
      const cookie = randomBytes(32).toString('base64url')
      const key = keyOf(cookie)
      const session: StoredSession = { owner, agent: hashAgent(agent) }
      await store.write(key, '', vault.seal(session, key), SESSION_LIFE_MS)
      extendedAt.set(key, now())
      return { owner, cookie }
    },
    end: (cookie) => store.remove(keyOf(cookie)),
  }
}

/** The store holds the hash only, from which no cookie can be derived. */
const keyOf = (cookie: string): string => `session:${sha256(cookie)}`

/** Hashes the user agent without version numbers, so that a session survives browser updates. */
const hashAgent = (agent: string): string => sha256(agent.replace(/[\d._]+/g, ''))
