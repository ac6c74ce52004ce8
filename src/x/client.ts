// One call to X for up to a hundred posts: authorised, sent, and its answer read in either dialect. What
// the answer means for each post is judged in join.ts.

import { authorize, type Credential, type CredentialSource } from '../auth/credentials.ts'
import type { HttpResponse } from '../http.ts'
import { remembered } from '../remembered.ts'
import type { Trace } from '../trace.ts'
import type { Send } from '../upstream.ts'
import type { Budget, Endpoint } from './budget.ts'
import { parseClassic } from './dialect.ts'
import { isObject } from './leaves.ts'
import { invalidAnswer } from './problems.ts'
import { refusalError, saysNotFound } from './refusals.ts'
import { createRetries } from './retries.ts'
import { isUser } from './shape.ts'
import { createStandings, type Standing } from './standing.ts'
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

/** Who asks, and who is told of each request that is sent. */
export interface Asking {
  readonly as: CredentialSource
  readonly onSend: () => void
  /** On whose account, for those who follow it. */
  readonly request?: string | undefined
  readonly trace?: Trace | undefined
}

/** What X answered, and how much of it. */
export interface Looked {
  readonly envelope: Envelope
  readonly bytes: number
}

export interface XClient {
  lookup(asking: Asking, ids: readonly string[], ask: LookupParameters): Promise<Looked>
  user(asking: Asking, id: string, fields: readonly string[]): Promise<User | undefined>
  /** Whether X takes the credential, as far as it has said. It reads no post, and costs nothing. */
  standing(as: CredentialSource): Promise<Standing>
}

export interface XClientOptions {
  readonly apiUrl: string
  readonly send: Send
  /** For one call, and its retries. */
  readonly timeoutMs: number
  readonly deadlineMs: number
  readonly retries: number
  readonly budget: Budget
  readonly now: () => number
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
const wishOf = remembered((ask: LookupParameters): string =>
  LISTS.flatMap(([list, name]) =>
    ask[list].length > 0 ? [`&${name}=${[...ask[list]].sort().join(',')}`] : [],
  ).join(''),
)

export const createXClient = (options: XClientOptions): XClient => {
  const { apiUrl, send, budget, now } = options
  const retries = createRetries({ most: options.retries, now })
  const standings = createStandings(options)

  const get = (
    asking: Asking,
    endpoint: Endpoint,
    path: string,
  ): Promise<HttpResponse | undefined> => {
    const until = performance.now() + options.deadlineMs
    return retries.run(() => attempt(asking, endpoint, `${apiUrl}${path}`, until), until)
  }

  const attempt = async (
    { as, onSend, request, trace }: Asking,
    endpoint: Endpoint,
    url: string,
    until: number,
  ): Promise<HttpResponse | undefined> => {
    const { userId } = as
    const call = async (credential: Credential): Promise<HttpResponse> => {
      const authorization = authorize(credential, { method: 'GET', url }, now())
      budget.take(userId, endpoint)
      onSend()
      let answered: Pick<HttpResponse, 'status' | 'headers'> = { status: 0, headers: {} }
      const span = trace?.begin(endpoint, { 'x.credential': credential.kind })
      try {
        const response = await send({
          as: credential.kind,
          endpoint,
          request,
          method: 'GET',
          url,
          headers: { authorization },
          timeoutMs: Math.max(1, Math.min(options.timeoutMs, Math.ceil(until - performance.now()))),
        })
        answered = response
        return response
      } finally {
        span?.set({ 'http.response.status_code': answered.status })
        span?.end(answered.status === 200 ? undefined : String(answered.status))
        budget.book(userId, endpoint, answered.status, answered.headers)
      }
    }
    const credential = await as.credential()
    const first = await call(credential)
    const another = first.status === 401 ? await as.renew(credential) : undefined
    const response = another === undefined ? first : await call(another)
    standings.learn(as, response.status)
    if (response.status === 404 && saysNotFound(response.text)) return undefined
    if (response.status === 200) return response
    const window = budget.windows(userId === undefined ? [] : [userId])
    throw refusalError(
      response,
      userId,
      window.find((each) => each.userId === userId && each.endpoint === endpoint),
      now(),
    )
  }

  return {
    lookup: async (asking, ids, ask) => {
      const response = await get(
        asking,
        'GET /2/tweets',
        `/2/tweets?ids=${ids.join(',')}${wishOf(ask)}`,
      )
      if (response === undefined) return { envelope: {}, bytes: 0 }
      const { text } = response
      return { envelope: envelopeOf(parsed(text)), bytes: text.length }
    },
    user: async (asking, id, fields) => {
      const query = fields.length > 0 ? `?user.fields=${[...fields].sort().join(',')}` : ''
      const response = await get(asking, 'GET /2/users/:id', `/2/users/${id}${query}`)
      return response && userOf(parsed(response.text), id)
    },
    standing: standings.of,
  }
}

const parsed = (text: string): Readonly<Record<string, unknown>> => {
  let body: unknown
  try {
    body = parseClassic(text)
  } catch (error) {
    throw invalidAnswer(error)
  }
  if (!isObject(body)) throw invalidAnswer()
  return body
}

/** As far as joining relies on it: lists of objects where there must be lists of objects. */
const envelopeOf = (body: Readonly<Record<string, unknown>>): Envelope => {
  const { data, errors, includes, meta } = body
  // X always says something: even of nothing, that it is nothing.
  if ((data ?? errors ?? meta) === undefined) throw invalidAnswer()
  return {
    data: objectsOf(data),
    errors: objectsOf(errors),
    includes: includesOf(includes ?? {}),
  }
}

/** What is none becomes one that nothing can be read of. */
// biome-ignore lint/suspicious/noExplicitAny: whatever they say they are
const objectsOf = (list: unknown): readonly any[] => {
  const items: unknown = list ?? []
  if (!Array.isArray(items)) throw invalidAnswer()
  return items.every(isObject) ? items : items.map((each) => (isObject(each) ? each : {}))
}

/** Whatever posts refer to must be known: with anything else among it, it cannot be. */
const includesOf = (includes: unknown): NonNullable<Envelope['includes']> => {
  const isList = (list: unknown): boolean => Array.isArray(list) && list.every(isObject)
  if (!isObject(includes) || !Object.values(includes).every(isList)) throw invalidAnswer()
  return includes
}

/** X has sent an object of zero values, without an id, for a user that does not exist. */
const userOf = ({ data }: Readonly<Record<string, unknown>>, id: string): User | undefined => {
  if (data === undefined || (isObject(data) && data.id === undefined)) return undefined
  const user = data as User
  if (!isObject(data) || user.id !== id || !isUser(user)) throw invalidAnswer()
  return user
}
