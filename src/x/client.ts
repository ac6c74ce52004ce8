// One call to X for up to a hundred posts: authorised, sent, and its answer read in either dialect. What
// the answer means for each post is judged in join.ts.

import { authorize, type Credential } from '../auth/credentials.ts'
import { GatewayError } from '../errors.ts'
import { type HttpResponse, send } from '../http.ts'
import { parseClassic } from './dialect.ts'
import { refusalError } from './refusals.ts'
import type { Envelope, User } from './types.ts'

/** Names in X's words, in any order. */
export interface LookupParameters {
  readonly expansions: readonly string[]
  readonly tweet: readonly string[]
  readonly media: readonly string[]
  readonly poll: readonly string[]
  readonly place: readonly string[]
  readonly user: readonly string[]
}

export interface XClient {
  lookup(credential: Credential, ids: readonly string[], ask: LookupParameters): Promise<Envelope>
  user(credential: Credential, id: string, fields: readonly string[]): Promise<User | undefined>
}

export interface XClientOptions {
  readonly apiUrl: string
  readonly timeoutMs: number
  readonly now: () => number
  /** A bearer was refused: whether to try once more with what it returns. */
  readonly renew: (refused: Credential) => Promise<Credential | undefined>
}

const LISTS = [
  ['expansions', 'expansions'],
  ['tweet', 'tweet.fields'],
  ['media', 'media.fields'],
  ['poll', 'poll.fields'],
  ['place', 'place.fields'],
  ['user', 'user.fields'],
] as const satisfies readonly (readonly [keyof LookupParameters, string])[]

/** Sorted, so that the same wish is the same address. */
const queryOf = (ids: readonly string[], ask: LookupParameters): string =>
  [
    `ids=${ids.join(',')}`,
    ...LISTS.flatMap(([list, name]) =>
      ask[list].length > 0 ? [`${name}=${[...ask[list]].sort().join(',')}`] : [],
    ),
  ].join('&')

export const createXClient = ({ apiUrl, timeoutMs, now, renew }: XClientOptions): XClient => {
  const get = async (credential: Credential, path: string): Promise<unknown> => {
    const url = `${apiUrl}${path}`
    const call = (as: Credential): Promise<HttpResponse> =>
      send({
        method: 'GET',
        url,
        headers: { authorization: authorize(as, { method: 'GET', url }, now()) },
        timeoutMs,
      })
    const first = await call(credential)
    const another = first.status === 401 ? await renew(credential) : undefined
    const response = another === undefined ? first : await call(another)
    if (response.status === 404) return {}
    if (response.status !== 200) {
      throw refusalError(response, credential.kind === 'app' ? 'APP' : 'USER', now())
    }
    return parsed(response.text)
  }

  return {
    lookup: async (credential, ids, ask) =>
      envelopeOf(await get(credential, `/2/tweets?${queryOf(ids, ask)}`)),
    user: async (credential, id, fields) => {
      const query = fields.length > 0 ? `?user.fields=${[...fields].sort().join(',')}` : ''
      const body = (await get(credential, `/2/users/${id}${query}`)) as { data?: User }
      return body.data
    },
  }
}

const invalid = (cause?: unknown): GatewayError =>
  new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    'X’s answer is not what its API sends. Something between here and X may have answered in its place; try again in a moment.',
    { cause },
  )

const parsed = (text: string): object => {
  let body: unknown
  try {
    body = parseClassic(text)
  } catch (error) {
    throw invalid(error)
  }
  if (body === null || typeof body !== 'object' || Array.isArray(body)) throw invalid()
  return body
}

/** As far as joining relies on it: lists of objects where there must be lists of objects. */
const envelopeOf = (body: unknown): Envelope => {
  const { data = [], errors = [], includes = {} } = body as Record<string, unknown>
  if (!isObject(includes) || ![data, errors, ...Object.values(includes)].every(isListOfObjects)) {
    throw invalid()
  }
  return body as Envelope
}

const isObject = (value: unknown): value is object => value !== null && typeof value === 'object'

const isListOfObjects = (value: unknown): boolean => Array.isArray(value) && value.every(isObject)
