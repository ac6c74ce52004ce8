// A request as data, for endpoints that are tried as functions.

import type { Incoming } from '../../../sandbox/exchange.ts'

export interface Wanted {
  readonly method?: string
  readonly address: string
  readonly form?: Readonly<Record<string, string>>
  readonly authorization?: string
}

export const incoming = ({ method = 'GET', address, form, authorization }: Wanted): Incoming => {
  const url = new URL(address)
  return {
    method,
    origin: url.origin,
    path: url.pathname,
    search: url.search.slice(1),
    headers: {
      authorization,
      ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    body: form ? new URLSearchParams(form).toString() : '',
  }
}

export const basic = (name: string, secret: string): string =>
  `Basic ${Buffer.from(`${encodeURIComponent(name)}:${encodeURIComponent(secret)}`).toString('base64')}`
