// Browser sessions: a random cookie, kept as its hash only, that leads to an owner of connected accounts.
// The cookie changes with every login; it answers to the browser it was given to.

import { createHash, randomBytes, randomUUID } from 'node:crypto'

import { LRUCache } from 'lru-cache'

import type { Store } from './store/store.ts'
import type { Vault } from './vault.ts'

/** From the last use. */
export const SESSION_LIFE_MS = 30 * 86_400_000

/** Each process extends a session's life once in this time, not at every request. */
const EXTEND_AFTER_MS = 86_400_000
/** Of so many sessions a process remembers when it extended them. */
const MOST_EXTENDED = 10_000

export interface Session {
  /** Whose accounts they are; the same when the cookie changes. */
  readonly owner: string
}

export interface Sessions {
  find(cookie: string, agent: string): Promise<Session | undefined>
  /**
   * A new cookie, for the owner of the old one, which ends. When two logins that began with one cookie end at once, one of
   * them keeps its owner, and the other begins a session of its own: an owner has one living cookie.
   */
  begin(agent: string, old: string | undefined): Promise<Session & { readonly cookie: string }>
  end(cookie: string): Promise<void>
}

interface Kept extends Session {
  readonly agent: string
}

export interface SessionsOptions {
  readonly store: Store
  readonly vault: Vault
  readonly now: () => number
  /** Told when a session in use gets another thirty days. */
  readonly onExtend: (owner: string) => Promise<void>
}

export const createSessions = ({ store, vault, now, onExtend }: SessionsOptions): Sessions => {
  const extendedAt = new LRUCache<string, number>({ max: MOST_EXTENDED })

  /** Never writes the session again: it may have ended since it was read. */
  const extend = async (key: string, owner: string): Promise<void> => {
    if (now() - (extendedAt.get(key) ?? 0) <= EXTEND_AFTER_MS) return
    await Promise.all([store.extend(key, SESSION_LIFE_MS), onExtend(owner)])
    extendedAt.set(key, now())
  }

  const find = async (cookie: string, agent: string): Promise<Session | undefined> => {
    const key = keyOf(cookie)
    const sealed = (await store.read(key)).get('')
    const kept = sealed && (vault.open(sealed, key) as Kept | undefined)
    if (!kept || kept.agent !== familyOf(agent)) return undefined
    const { owner } = kept
    await extend(key, owner)
    return { owner }
  }

  /** The owner behind a cookie, to one of those who ask for it; the cookie ends by that. */
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
      const kept: Kept = { owner, agent: familyOf(agent) }
      await store.write(key, '', vault.seal(kept, key), SESSION_LIFE_MS)
      extendedAt.set(key, now())
      return { owner, cookie }
    },
    end: (cookie) => store.remove(keyOf(cookie)),
  }
}

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url')

/** Whoever reads the store cannot make a cookie of it. */
const keyOf = (cookie: string): string => `session:${hash(cookie)}`

/** The browser without its version numbers, so that it may be updated. */
const familyOf = (agent: string): string => hash(agent.replace(/[\d._]+/g, ''))
