// Queries by every way there is, and what of their answers is somebody's alone.

import { createHash } from 'node:crypto'

import type { MarkedWorld } from './marked-world.ts'

export interface Answered {
  readonly text: string
  readonly status: number
  readonly kept: string | null
}

/** `hash`: by a GET, of a query that was posted before. */
export type Way = 'post' | 'get' | 'hash'

export const send = async (
  url: string,
  headers: Record<string, string>,
  way: Way,
  query: string,
  variables: object,
  signal?: AbortSignal,
): Promise<Answered> => {
  const accept = { ...headers, accept: 'application/json' }
  const sha256Hash = createHash('sha256').update(query).digest('hex')
  const extensions = { persistedQuery: { version: 1, sha256Hash } }
  const address = (parameters: Record<string, string>): string =>
    `${url}/graphql?${new URLSearchParams({ ...parameters, variables: JSON.stringify(variables) })}`
  const response = await (way === 'post'
    ? fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { ...accept, 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables, extensions }),
        ...(signal && { signal }),
      })
    : fetch(address(way === 'get' ? { query } : { extensions: JSON.stringify(extensions) }), {
        headers: accept,
        ...(signal && { signal }),
      }))
  return {
    text: await response.text(),
    status: response.status,
    kept: response.headers.get('cache-control'),
  }
}

const NUMBERS = /(?<=:)\d+(?=[,}])/g

/** What of an answer is somebody's alone: numbers, rows, and that an account is connected. */
export const ownersIn = ({ posts, ownerOf }: MarkedWorld, text: string): readonly string[] => [
  ...(text.match(NUMBERS) ?? []).flatMap((number) => ownerOf.get(Number(number)) ?? []),
  ...[...text.matchAll(/"tweetId":"(\d+)"/g)].flatMap(
    ([, id]) => posts.get(id ?? '')?.authorId ?? [],
  ),
  ...[...text.matchAll(/"user":\{"id":"(\d+)"/g)].flatMap(([, id]) => id ?? []),
]
