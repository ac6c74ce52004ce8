// A minimal browser for logins: cookies, redirects, and Sec-Fetch-Site headers.

import type { GraphQLResponse } from './gateway.ts'
import { click } from './sandbox/twitter-api-v2.ts'

export interface Visit {
  readonly status: number
  /** The URL after all redirects. */
  readonly url: URL
  readonly text: string
  readonly headers: Headers
}

export interface Browser {
  readonly cookies: Map<string, string>
  visit(url: URL | string, request?: RequestInit): Promise<Visit>
  /** Runs a whole login: opens the consent page, submits the decision and follows the redirects back. */
  logIn(gateway: string, account: string, options?: LogInOptions): Promise<Visit>
  /** Starts a login, and returns the URL of X's consent page. */
  toConsent(gateway: string, options?: LogInOptions): Promise<URL>
  /** Submits a decision on the consent page, and returns the redirect URL. */
  decide(consent: URL, account: string, decision?: 'allow' | 'deny'): Promise<URL>
  query(gateway: string, query: string, headers?: Record<string, string>): Promise<GraphQLResponse>
}

export interface LogInOptions {
  readonly way?: 'oauth1' | 'oauth2'
  readonly returnTo?: string
  readonly decision?: 'allow' | 'deny'
}

const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'

const MAX_REDIRECTS = 10

/** The headers of a navigation. */
const PAGE = { accept: 'text/html' }

export const createBrowser = (agent = CHROME): Browser => {
  const cookies = new Map<string, string>()

  const storeCookies = (headers: Headers): void => {
    for (const cookie of headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      if (/max-age=0/i.test(cookie)) cookies.delete(name)
      else cookies.set(name, value)
    }
  }

  const requestHeaders = (site: string): Record<string, string> => ({
    'user-agent': agent,
    accept: 'text/html,*/*;q=0.8',
    'sec-fetch-site': site,
    ...(cookies.size > 0 && {
      cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    }),
  })

  const request = async (url: URL, site: string, init: RequestInit = {}): Promise<Response> => {
    const headers = { ...requestHeaders(site), ...(init.headers as Record<string, string>) }
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    storeCookies(response.headers)
    return response
  }

  const visit = async (address: URL | string, init?: RequestInit): Promise<Visit> => {
    let url = new URL(address)
    let response = await request(url, 'none', { headers: PAGE, ...init })
    for (let step = 0; step < MAX_REDIRECTS; step++) {
      const location = response.headers.get('location')
      if (location === null) break
      const next = new URL(location, url)
      const site = next.origin === url.origin ? 'same-origin' : 'cross-site'
      url = next
      response = await request(url, site, { headers: PAGE })
    }
    return { status: response.status, url, text: await response.text(), headers: response.headers }
  }

  const toConsent: Browser['toConsent'] = async (gateway, { way = 'oauth2', returnTo } = {}) => {
    const start = new URL(way === 'oauth1' ? '/auth/login/oauth1' : '/auth/login', gateway)
    if (returnTo !== undefined) start.searchParams.set('returnTo', returnTo)
    return (await visit(start)).url
  }

  const decide: Browser['decide'] = async (consent, account, decision = 'allow') =>
    new URL((await click(consent, { account, decision })).headers.get('location') ?? '')

  return {
    cookies,
    visit,
    toConsent,
    decide,
    logIn: async (gateway, account, options = {}) => {
      const consent = await toConsent(gateway, options)
      return visit(await decide(consent, account, options.decision))
    },
    query: async (gateway, query, headers = {}) => {
      const response = await request(new URL('/graphql', gateway), 'same-origin', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          origin: new URL(gateway).origin,
          ...headers,
        },
        body: JSON.stringify({ query }),
      })
      return (await response.json()) as GraphQLResponse
    },
  }
}
