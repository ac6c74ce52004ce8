// Sends requests over the fast path and over the Yoga path, whose responses must be identical.

import type { TestGateway } from './gateway.ts'

export interface Said {
  readonly status: number
  readonly type: string | null
  readonly text: string
}

export const post = async (
  { url }: TestGateway,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Said> => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    text: await response.text(),
  }
}

/** A quoted charset, which the fast path does not accept. */
export const LONG_WAY = { 'content-type': 'application/json; charset="utf-8"' }

export const bothWays = async (
  g: TestGateway,
  asked: object,
  headers?: Readonly<Record<string, string>>,
): Promise<readonly [short: Said, long: Said]> => [
  await post(g, JSON.stringify(asked), headers),
  await post(g, JSON.stringify(asked), { ...headers, ...LONG_WAY }),
]
