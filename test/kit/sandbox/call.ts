// Sends one GET to a sandbox: as the app, as the owner of its access token, or unauthenticated.

import { createSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/index.ts'
import { signed } from './sign.ts'

/** The clock of every test's sandbox. */
export const NOW = Date.parse('2026-11-20T21:30:00Z')

export const DAY = 86_400_000

export const sandboxAt = (options: SandboxOptions = {}): Promise<Sandbox> =>
  createSandbox({ now: () => NOW, limits: '2026', ...options })

export type Problem = Readonly<Record<string, string>>

export type WireItem = Readonly<Record<string, unknown>>

/** A response body as tests read it. */
export interface Body {
  readonly data?: never
  readonly errors?: readonly Problem[]
  readonly includes?: Readonly<Record<string, readonly WireItem[]>>
  readonly meta?: {
    readonly result_count: number
    readonly newest_id?: string
    readonly oldest_id?: string
    readonly next_token?: string
    readonly previous_token?: string
  }
  readonly title?: string
  readonly detail?: string
  readonly type?: string
}

export interface XResponse {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The parsed body. */
  readonly body: Body
  /** The `data` of a lookup by list. */
  readonly items: readonly WireItem[]
  /** The `data` of a lookup by id. */
  readonly item: WireItem | undefined
}

export type CallerKind = 'app' | 'owner' | 'anonymous'

export const getX = async (
  sandbox: Sandbox,
  path: string,
  as: CallerKind = 'app',
  now = NOW,
): Promise<XResponse> => {
  const { url, credentials } = sandbox
  const address = new URL(path, url).href
  const authorization = {
    app: `Bearer ${credentials.bearer}`,
    owner: signed(address, credentials, now),
    anonymous: undefined,
  }[as]
  const response = await fetch(address, {
    headers: authorization === undefined ? {} : { authorization },
  })
  const text = await response.text()
  const body = text.startsWith('{') ? JSON.parse(text) : {}
  return {
    status: response.status,
    headers: response.headers,
    text,
    body,
    items: Array.isArray(body.data) ? body.data : [],
    item: Array.isArray(body.data) ? undefined : body.data,
  }
}
