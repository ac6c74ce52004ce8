// Sends requests over the fast path and over the Yoga path, whose responses must be identical.

import type { TestGateway } from './gateway.ts'

export interface PathResponse {
  readonly status: number
  readonly type: string | null
  readonly text: string
}

export const post = async (
  { url }: TestGateway,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<PathResponse> => {
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
export const YOGA_PATH = { 'content-type': 'application/json; charset="utf-8"' }

export const onBothPaths = async (
  g: TestGateway,
  parameters: object,
  headers?: Readonly<Record<string, string>>,
): Promise<readonly [fast: PathResponse, yoga: PathResponse]> => [
  await post(g, JSON.stringify(parameters), headers),
  await post(g, JSON.stringify(parameters), { ...headers, ...YOGA_PATH }),
]
