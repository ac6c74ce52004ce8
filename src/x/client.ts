// One call to X for up to a hundred posts: authorised, sent, and its answer read in either dialect. What
// the answer means for each post is judged in join.ts.

import type { CredentialStatus } from '../auth/credential-status.ts'
import { authorize, type Credential, type CredentialSource } from '../auth/credentials.ts'
import type { HttpResponse } from '../infra/http.ts'
import { memoizeByIdentity } from '../infra/memoize.ts'
import type { Span } from '../infra/trace.ts'
import type { Send } from '../infra/upstream.ts'
import { envelopeOf, nextIn, parsed } from './answers.ts'
import type { Budget, Endpoint } from './budget.ts'
import type { NamedBy } from './fields.ts'
import { FIELD_LISTS, type Gap, type LookupParameters, PARAMETER_OF_LIST } from './gaps.ts'
import { RequestRejected } from './rejections.ts'
import { requestError, saysNotFound } from './request-errors.ts'
import { createRetries } from './retries.ts'
import { createStandings, type Standing } from './standing.ts'
import type { Envelope } from './types.ts'
import { type Accepted, createUnknownFields } from './unknown-fields.ts'

/** On whose behalf a call is made. */
export interface CallContext {
  readonly as: CredentialSource
  /** Called for each request that is sent. */
  readonly onSend: () => void
  /** The id of the client's request, for the log. */
  readonly request?: string | undefined
  readonly trace?: Span | undefined
}

export interface Answer {
  readonly envelope: Envelope
  /** The size of the answer's text. */
  readonly bytes: number
  /** Fields that were left out of the request because X does not know them. */
  readonly gaps: readonly Gap[]
  /** The token of the next page, if there is one. */
  readonly nextToken: string | undefined
}

/** X rejected a request. With `unknown` fields it is repeated without them. */
export interface Rejection {
  readonly endpoint: Endpoint
  readonly message: string
  readonly unknown: readonly Gap[]
  readonly request: string | undefined
}

/** Of somebody's posts, newest first. */
export interface TimelinePart {
  /** Neither is among them. */
  readonly sinceId?: string
  readonly untilId?: string
  readonly exclude: readonly ('replies' | 'retweets')[]
  /** Five to a hundred. What is left out counts: a page may be short, or empty, and not the last. */
  readonly most: number
  /** Where the page before has ended. */
  readonly token?: string
}

export interface XClient {
  lookup(context: CallContext, ids: readonly string[], ask: LookupParameters): Promise<Answer>
  timeline(
    context: CallContext,
    userId: string,
    part: TimelinePart,
    ask: LookupParameters,
  ): Promise<Answer>
  /** Its data are users. */
  users(
    context: CallContext,
    by: NamedBy,
    names: readonly string[],
    fields: readonly string[],
  ): Promise<Answer>
  /**
   * Resolves when X accepts the credential. It asks for no post, which costs nothing but one request of the window.
   * @throws GatewayError when X refuses the credential, or does not say
   */
  prove(context: CallContext): Promise<void>
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
  readonly credentialStatus: CredentialStatus
  readonly onRejected?: ((rejection: Rejection) => void) | undefined
  readonly now: () => number
}

/** Sorted, so that the same wish is the same address. */
const wishOf = memoizeByIdentity((ask: LookupParameters): string =>
  FIELD_LISTS.flatMap((list) =>
    ask[list].length > 0 ? [`&${PARAMETER_OF_LIST[list]}=${[...ask[list]].sort().join(',')}`] : [],
  ).join(''),
)

interface Served {
  readonly response: HttpResponse
  /** X has accepted the credential that the call was made with. */
  accept(): void
}

/**
 * X refuses a call without ids by a 400. With the headers of a rate-limit window it has looked up whose call it is:
 * a 401 carries none.
 */
const showsAcceptance = ({ status, headers }: HttpResponse): boolean =>
  status === 200 || (status === 400 && headers['x-rate-limit-limit'] !== undefined)

export const createXClient = (options: XClientOptions): XClient => {
  const { apiUrl, send, budget, credentialStatus, now } = options
  const retries = createRetries({ most: options.retries, now })
  const standings = createStandings(options)
  const unknownFields = createUnknownFields(now)

  const get = (
    context: CallContext,
    endpoint: Endpoint,
    path: string,
    until: number,
    isServed = (response: HttpResponse): boolean => response.status === 200,
  ): Promise<Served | undefined> =>
    retries.run(() => attempt(context, endpoint, `${apiUrl}${path}`, until, isServed), until)

  /** Repeated once without the fields that X turns out not to know. */
  const getKnown = async (
    context: CallContext,
    endpoint: Endpoint,
    path: string,
    wanted: LookupParameters,
  ): Promise<Answered> => {
    const until = performance.now() + options.deadlineMs
    const send = async ({ parameters, gaps }: Accepted): Promise<Answered> => ({
      served: await get(context, endpoint, `${path}${wishOf(parameters)}`, until),
      gaps,
    })
    const first = unknownFields.accepted(endpoint, wanted)
    try {
      return await send(first)
    } catch (error) {
      if (!(error instanceof RequestRejected)) throw error
      const unknown = unknownFields.learn(endpoint, first.parameters, error)
      const { message } = error
      options.onRejected?.({ endpoint, message, unknown, request: context.request })
      if (unknown.length === 0) throw error
      return send(unknownFields.accepted(endpoint, wanted))
    }
  }

  const attempt = async (
    { as, onSend, request, trace }: CallContext,
    endpoint: Endpoint,
    url: string,
    until: number,
    isServed: (response: HttpResponse) => boolean,
  ): Promise<Served | undefined> => {
    const { userId } = as
    const call = async (credential: Credential): Promise<Served> => {
      const mark = credentialStatus.mark()
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
        if (response.status === 401) credentialStatus.refuse(credential)
        return { response, accept: () => credentialStatus.accept(credential, mark) }
      } finally {
        span?.set({ 'http.response.status_code': answered.status })
        span?.end(answered.status === 200 ? undefined : String(answered.status))
        budget.book(userId, endpoint, answered.status, answered.headers)
      }
    }
    const credential = await as.credential().catch((error: unknown) => {
      standings.lose(as)
      throw error
    })
    const first = await call(credential)
    standings.learn(as, first.response.status)
    const another = first.response.status === 401 ? await as.renew(credential) : undefined
    const served = another === undefined ? first : await call(another)
    const { response } = served
    if (another !== undefined) standings.learn(as, response.status)
    if (response.status === 404 && saysNotFound(response.text)) return undefined
    if (isServed(response)) return served
    const window = budget.windows(userId === undefined ? [] : [userId])
    throw requestError(
      response,
      userId,
      window.find((each) => each.userId === userId && each.endpoint === endpoint),
      now(),
    )
  }

  const look = async (
    context: CallContext,
    endpoint: Endpoint,
    path: string,
    wanted: LookupParameters,
  ): Promise<Answer> => {
    const { served, gaps } = await getKnown(context, endpoint, path, wanted)
    if (served === undefined) return { envelope: {}, bytes: 0, gaps, nextToken: undefined }
    const { text } = served.response
    const body = parsed(text)
    const envelope = envelopeOf(body)
    // Not before it is known to be X's answer, and not a page of something in its place.
    served.accept()
    return { envelope, bytes: text.length, gaps, nextToken: nextIn(body) }
  }

  return {
    lookup: (context, ids, ask) =>
      look(context, 'GET /2/tweets', `/2/tweets?ids=${ids.join(',')}`, ask),
    timeline: (context, userId, part, ask) =>
      look(
        context,
        'GET /2/users/:id/tweets',
        `/2/users/${userId}/tweets?${timelineQuery(part)}`,
        ask,
      ),
    users: (context, by, names, fields) => {
      const wanted = { ...NOTHING_WANTED, user: fields }
      return by === 'ids'
        ? look(context, 'GET /2/users', `/2/users?ids=${names.join(',')}`, wanted)
        : look(context, 'GET /2/users/by', `/2/users/by?usernames=${names.join(',')}`, wanted)
    },
    prove: async (context) => {
      const until = performance.now() + options.deadlineMs
      const served = await get(context, 'GET /2/tweets', '/2/tweets', until, showsAcceptance)
      served?.accept()
    },
    standing: standings.of,
  }
}

interface Answered {
  /** None when X says that there is nothing. */
  readonly served: Served | undefined
  readonly gaps: readonly Gap[]
}

const NOTHING_WANTED: LookupParameters = {
  expansions: [],
  tweet: [],
  media: [],
  poll: [],
  place: [],
  user: [],
}

const timelineQuery = ({ sinceId, untilId, exclude, most, token }: TimelinePart): string =>
  [
    `max_results=${most}`,
    ...(sinceId === undefined ? [] : [`since_id=${sinceId}`]),
    ...(untilId === undefined ? [] : [`until_id=${untilId}`]),
    ...(exclude.length === 0 ? [] : [`exclude=${exclude.join(',')}`]),
    ...(token === undefined ? [] : [`pagination_token=${encodeURIComponent(token)}`]),
  ].join('&')
