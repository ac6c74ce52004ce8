// Sends queries over every transport, and finds the private data in responses.

import { createHash } from 'node:crypto'

import type { MarkedWorld } from './marked-world.ts'
import type { CacheRequest } from './shared-cache.ts'

export interface TransportResponse {
  readonly text: string
  readonly status: number
  readonly cacheControl: string | null
}

/** The transport of a query. `hash` is a GET with the hash of a persisted query. */
export type Transport = 'post' | 'get' | 'hash'

/** Transports on the Yoga path whose responses to GET requests a shared cache could store. */
export type YogaTransport =
  | 'unknown parameter'
  | 'empty variables'
  | 'any application type'
  | 'multipart'
  | 'events'
  | 'batch'

interface Variables {
  readonly ids: readonly string[]
  readonly [name: string]: unknown
}

const JSON_TYPE = { 'content-type': 'application/json' }
const ACCEPT: Readonly<Partial<Record<Transport | YogaTransport, string>>> = {
  'any application type': 'application/*',
  multipart: 'multipart/mixed',
  events: 'text/event-stream',
}

/** Creates the request of a query with the variable `$ids`. */
export const requestFor = (
  way: Transport | YogaTransport,
  callerHeaders: Readonly<Record<string, string>>,
  query: string,
  variables: Variables,
): CacheRequest => {
  const headers = { ...callerHeaders, accept: ACCEPT[way] ?? 'application/json' }
  const sha256Hash = createHash('sha256').update(query).digest('hex')
  const extensions = { persistedQuery: { version: 1, sha256Hash } }
  const post = (body: object): CacheRequest => ({
    method: 'POST',
    path: '/graphql',
    headers: { ...headers, ...JSON_TYPE },
    body: JSON.stringify(body),
  })
  const get = (parameters: Readonly<Record<string, string>>): CacheRequest => ({
    method: 'GET',
    path: `/graphql?${new URLSearchParams({ variables: JSON.stringify(variables), ...parameters })}`,
    headers,
  })
  switch (way) {
    case 'post':
      return post({ query, variables, extensions })
    case 'batch':
      return post([{ query, variables }])
    case 'hash':
      return get({ extensions: JSON.stringify(extensions) })
    case 'unknown parameter':
      return get({ query, utm_source: 'a letter' })
    case 'empty variables':
      return get({ query: inlineIds(query, variables.ids), variables: '' })
    default:
      return get({ query })
  }
}

const inlineIds = (query: string, ids: readonly string[]): string =>
  query.replace('query ($ids: [PostID!]!)', 'query').replaceAll('$ids', JSON.stringify(ids))

export const send = async (
  url: string,
  headers: Record<string, string>,
  way: Transport,
  query: string,
  variables: Variables,
  signal?: AbortSignal,
): Promise<TransportResponse> => {
  const { path, ...request } = requestFor(way, headers, query, variables)
  const response = await fetch(`${url}${path}`, { ...request, ...(signal && { signal }) })
  return {
    text: await response.text(),
    status: response.status,
    cacheControl: response.headers.get('cache-control'),
  }
}

const NUMBER = /(?<=:)\d+(?=[,}])/g

/** The owners of the private metrics in a response, once per value. */
export const metricOwners = ({ posts, ownerOf }: MarkedWorld, text: string): readonly string[] => [
  ...(text.match(NUMBER) ?? []).flatMap((number) => ownerOf.get(Number(number)) ?? []),
  ...[...text.matchAll(/"tweetId":"(\d+)"/g)].flatMap(
    ([, id]) => posts.get(id ?? '')?.authorId ?? [],
  ),
]

/** The connected accounts in a response. */
export const connectedAccounts = (text: string): readonly string[] =>
  [...text.matchAll(/"user":\{"id":"(\d+)"/g)].flatMap(([, id]) => id ?? [])

/** The owners of all private data in a response: metrics and connected accounts. */
export const privateDataOwners = (world: MarkedWorld, text: string): readonly string[] => [
  ...metricOwners(world, text),
  ...connectedAccounts(text),
]
