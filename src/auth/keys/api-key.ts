// An API key of the gateway's operator: what it grants, where it may be used, and its limits.

import type { RequestHeaders } from '../request-origin.ts'

export const GRANTS = [
  'PUBLIC',
  'OWNED',
  'LIVE',
  'HISTORY',
  'WATCH',
  'USAGE',
  'METRICS',
  'OPERATOR',
] as const

export type Grant = (typeof GRANTS)[number]

/** The grants of a key that stands in a web page, where everyone can read it. */
export const PUBLISHABLE_GRANTS: readonly Grant[] = ['PUBLIC', 'LIVE']

export interface ApiKey {
  readonly name: string
  readonly grants: ReadonlySet<Grant>
  /** The origins whose pages may use the key; undefined for a key that is a secret. */
  readonly origins: ReadonlySet<string> | undefined
  readonly dailyUsd: number | undefined
  readonly monthlyUsd: number | undefined
  readonly perMinute: number | undefined
  readonly expiresAt: Date | undefined
}

/** GATEWAY_KEY as an API key. */
export const GATEWAY_KEY: ApiKey = {
  name: 'GATEWAY_KEY',
  grants: new Set(GRANTS),
  origins: undefined,
  dailyUsd: undefined,
  monthlyUsd: undefined,
  perMinute: undefined,
  expiresAt: undefined,
}

export const bearerTokenOf = (headers: RequestHeaders): string | undefined =>
  /^Bearer +(.+)$/i.exec(headers.get('authorization') ?? '')?.[1]?.trim()
