// Browser sessions: a random cookie, kept as its hash only, that leads to an owner of connected accounts.
// The cookie changes with every login; it answers to the browser it was given to.

import { createHash, randomBytes, randomUUID } from 'node:crypto'

import type { Store } from './store/store.ts'
import type { Vault } from './vault.ts'

/** From the last use. */
export const SESSION_LIFE_MS = 30 * 86_400_000

/** Lives are extended once in a while, not at every request. */
const EXTEND_AFTER_MS = 86_400_000

export interface Session {
  /** Whose accounts they are; the same when the cookie changes. */
  readonly owner: string
}

export interface Sessions {
  find(cookie: string, agent: string): Promise<Session | undefined>
  /** A new cookie: for the session of the old one, if there is one. The old one is worth nothing from then on. */
  begin(agent: string, old: string | undefined): Promise<Session & { readonly cookie: string }>
  end(cookie: string): Promise<void>
}

interface Kept extends Session {
  readonly agent: string
  readonly extendedAt: number
}

export interface SessionsOptions {
  readonly store: Store
  readonly vault: Vault
  readonly now: () => number
  /** Told when a session in use gets another thirty days. */
  readonly onExtend: (owner: string) => Promise<void>
}

export const createSessions = ({ store, vault, now, onExtend }: SessionsOptions): Sessions => {
  const write = (key: string, session: Omit<Kept, 'extendedAt'>): Promise<void> =>
    store.write(
      key,
      '',
      vault.seal({ ...session, extendedAt: now() } satisfies Kept, key),
      SESSION_LIFE_MS,
    )

  const find = async (cookie: string, agent: string): Promise<Session | undefined> => {
    const key = keyOf(cookie)
    const sealed = (await store.read(key)).get('')
    const kept = sealed && (vault.open(sealed, key) as Kept | undefined)
    if (!kept || kept.agent !== familyOf(agent)) return undefined
    const { owner } = kept
    if (now() - kept.extendedAt > EXTEND_AFTER_MS) {
      await Promise.all([write(key, { owner, agent: kept.agent }), onExtend(owner)])
    }
    return { owner }
  }

  return {
    find,
    begin: async (agent, old) => {
      const before = old === undefined ? undefined : await find(old, agent)
      const owner = before?.owner ?? randomUUID()
      const cookie = randomBytes(32).toString('base64url')
      await write(keyOf(cookie), { owner, agent: familyOf(agent) })
      if (old !== undefined && before !== undefined) await store.remove(keyOf(old))
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
