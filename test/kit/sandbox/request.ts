// Requests as plain data, for tests that call endpoints as functions.

import type { HttpRequest } from '../../../sandbox/http.ts'

export interface RequestOptions {
  readonly method?: string
  readonly address: string
  readonly form?: Readonly<Record<string, string>>
  readonly authorization?: string
}

export const httpRequest = ({
  method = 'GET',
  address,
  form,
  authorization,
}: RequestOptions): HttpRequest => {
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
