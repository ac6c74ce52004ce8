// Callers of every kind, each with a record of the accounts whose private metrics it may receive.

import type { Sandbox } from '../../sandbox/index.ts'
import type { Random } from '../../sandbox/world/random.ts'
import { createBrowser } from './browser.ts'
import { logIn } from './sandbox/login.ts'

/** Records the accounts whose private metrics a caller may receive. */
export const createRights = (...initial: string[]) => {
  const held = new Set(initial)
  const connected = new Set(initial)
  const observers = new Set<Set<string>>()
  return {
    held,
    /** All connected accounts, including those that need to reconnect because X refused their credential. */
    connected,
    grant: (userId: string): void => {
      held.add(userId)
      connected.add(userId)
      for (const each of observers) each.add(userId)
    },
    withdraw: (userId: string): void => {
      held.delete(userId)
      connected.delete(userId)
    },
    /** Records that X refused the account's credential. */
    refuse: (userId: string): void => {
      held.delete(userId)
    },
    /** Runs the work, and returns its result with all accounts held at any time during it. */
    during: async <T>(work: () => Promise<T>): Promise<[T, ReadonlySet<string>]> => {
      const all = new Set(held)
      observers.add(all)
      try {
        return [await work(), all]
      } finally {
        observers.delete(all)
      }
    },
  }
}

export interface Caller {
  readonly name: string
  readonly rights: ReturnType<typeof createRights>
  headers(): Record<string, string>
  /** Makes a random change, such as a login or a logout. */
  change?(random: Random): Promise<void>
}

const AGENT = 'a browser'

/** Headers of a proxy, as in a public deployment, where the gateway's own account needs the API key. */
export const THROUGH_PROXY = { 'x-forwarded-for': '203.0.113.7' }

export interface Session extends Required<Caller> {
  logIn(userId: string, way: 'oauth1' | 'oauth2'): Promise<void>
}

export const createSession = (
  name: string,
  gateways: readonly string[],
  accounts: readonly string[],
): Session => {
  const browser = createBrowser(AGENT)
  const rights = createRights()
  const headers = (): Record<string, string> => ({
    ...THROUGH_PROXY,
    'user-agent': AGENT,
    cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
  })
  const connect = async (url: string, userId: string, way: 'oauth1' | 'oauth2'): Promise<void> => {
    rights.grant(userId)
    await browser.logIn(url, userId, { way, returnTo: '/done' })
  }
  return {
    name,
    rights,
    headers,
    logIn: (userId, way) => connect(gateways[0] ?? '', userId, way),
    change: async (random) => {
      const url = random.pick(gateways)
      const [connected] = [...rights.held]
      const choice = random.next()
      if (connected === undefined || choice < 0.5) {
        return connect(url, random.pick(accounts), random.pick(['oauth1', 'oauth2']))
      }
      if (choice < 0.85) {
        const { errors } = await browser.query(
          url,
          `mutation { disconnectAccount(userId: "${connected}") { viewer { loginUrl } } }`,
        )
        if (errors === undefined) rights.withdraw(connected)
        return
      }
      const after = await browser.visit(`${url}/auth/logout?returnTo=/done`, { method: 'POST' })
      if (after.url.pathname !== '/done') return
      for (const userId of rights.connected) rights.withdraw(userId)
    },
  }
}

export interface TokenHolder extends Required<Caller> {
  readonly userId: string
  readonly token: () => string
}

/** Creates a caller that sends a user token with each request, and replaces it after a revocation. */
export const createTokenHolder = async (
  name: string,
  x: Pick<Sandbox, 'url' | 'credentials'>,
  userId: string,
): Promise<TokenHolder> => {
  const rights = createRights(userId)
  let token = await logIn(x, userId)
  return {
    name,
    userId,
    rights,
    token: () => token,
    headers: () => ({ ...THROUGH_PROXY, 'x-user-token': token }),
    change: async () => {
      await fetch(`${x.url}/2/oauth2/revoke`, {
        method: 'POST',
        body: new URLSearchParams({ token, client_id: x.credentials.publicClientId }),
      })
      token = await logIn(x, userId)
      rights.grant(userId)
    },
  }
}
