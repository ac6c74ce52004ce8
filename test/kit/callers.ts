// Callers of every kind, each with a record of whose private numbers it may be shown, and ways to become different.

import type { Sandbox } from '../../sandbox/index.ts'
import type { Random } from '../../sandbox/world/random.ts'
import { createBrowser } from './browser.ts'
import { logIn } from './sandbox/login.ts'

/** Whose private numbers somebody may be shown. */
export const createRights = (...first: string[]) => {
  const held = new Set(first)
  const connected = new Set(first)
  const watched = new Set<Set<string>>()
  return {
    held,
    /** Also the accounts whose credential X has refused since: they have to log in again. */
    connected,
    grant: (userId: string): void => {
      held.add(userId)
      connected.add(userId)
      for (const each of watched) each.add(userId)
    },
    withdraw: (userId: string): void => {
      held.delete(userId)
      connected.delete(userId)
    },
    /** X has refused the credential. */
    refuse: (userId: string): void => {
      held.delete(userId)
    },
    /** What it gives, and all that were held at any moment of it. */
    during: async <T>(work: () => Promise<T>): Promise<[T, ReadonlySet<string>]> => {
      const all = new Set(held)
      watched.add(all)
      try {
        return [await work(), all]
      } finally {
        watched.delete(all)
      }
    },
  }
}

export interface Caller {
  readonly name: string
  readonly rights: ReturnType<typeof createRights>
  headers(): Record<string, string>
  /** Something of it becomes different, as a person or X would have it. */
  change?(random: Random): Promise<void>
}

const AGENT = 'a browser'

/** Behind a proxy, as in a public deployment: what is not its own it gets by the key only. */
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
  const urlOf = (random: Random): string => random.pick(gateways)
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
      const url = urlOf(random)
      const [connected] = [...rights.held]
      const kind = random.next()
      if (connected === undefined || kind < 0.5) {
        return connect(url, random.pick(accounts), random.pick(['oauth1', 'oauth2']))
      }
      if (kind < 0.85) {
        const { errors } = await browser.query(
          url,
          `mutation { disconnectAccount(userId: "${connected}") { loginUrl } }`,
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

/** Somebody who sends a token with each request, and another one when X has taken that back. */
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
