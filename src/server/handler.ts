// Sends each request where it belongs. Plain queries go the lean way, and subscriptions the live one; for everything else
// of GraphQL there is yoga.

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'

import { PAGE_HEADERS } from '../auth/pages.ts'
import { createDocuments, type Documents } from '../execution/documents.ts'
import { GatewayError } from '../infra/errors.ts'
import { createLeanWay } from './graphql/fast-path.ts'
import { createAutomatic, createListed, type PersistedQueries } from './graphql/persisted.ts'
import { askedIn, askedInAddress, jsonIn } from './graphql/request.ts'
import type { GraphQL } from './graphql/yoga-path.ts'
import { createAdapter } from './http/adapter.ts'
import { createDoor } from './http/admission.ts'
import { isLabyrinth, passBy, readBody } from './http/body.ts'
import { isPageVisit } from './http/page-visit.ts'
import { turnAway } from './http/rejection.ts'
import { type Patience, untilTaken } from './http/timeouts.ts'
import type { ServerOptions } from './index.ts'
import { probe } from './ops/probes.ts'
import { createDashboard } from './pages/dashboard.ts'
import type { Page } from './pages/graphiql.ts'
import { createLiveWay, takesStream } from './streams/subscriptions.ts'
import { REQUEST_ID } from './watch.ts'

/** What both ways of answering have in common. */
export interface HandlerOptions extends ServerOptions {
  readonly documents: Documents
  readonly persisted: PersistedQueries
}

export interface Handler {
  readonly listen: RequestListener
  /** Ends what would never end by itself. */
  stop(): void
}

export const createHandler = (given: ServerOptions, patience: Patience): Handler => {
  const { answerMs } = patience
  const options: HandlerOptions = {
    ...given,
    documents: createDocuments(given),
    persisted:
      given.persistedQueries === undefined
        ? createAutomatic()
        : createListed(given.persistedQueries),
  }
  const { bodyBytes } = options.limits
  const door = createDoor(options.door, options.watch)
  const answer = createAdapter(answerMs)
  /** Loaded when it is first needed: most of what starting would take, and few need it. */
  let yoga: Promise<GraphQL> | undefined
  const graphql: GraphQL = async (request, told) => {
    yoga ??= import('./graphql/yoga-path.ts').then(({ createGraphQL }) => createGraphQL(options))
    return (await yoga)(request, told)
  }
  const lean = createLeanWay(options)
  const live = createLiveWay(options, patience)

  let page: Promise<Page> | undefined
  const showGraphiQL = async (response: ServerResponse): Promise<void> => {
    if (!options.graphiql) return say(response, 404, NO_PAGE)
    page ??= import('./pages/graphiql.ts').then(({ createGraphiQL }) => createGraphiQL(options))
    const { headers, body } = await page
    response.writeHead(200, { ...headers, 'content-length': body.length }).end(body)
    untilTaken(response, answerMs)
  }

  const ask = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method } = request
    if (isPageVisit(request)) return showGraphiQL(response)
    const watcher = options.watch(request)
    const byYoga = (body?: Buffer, json?: unknown): Promise<void> => {
      response.setHeader(REQUEST_ID, watcher.id)
      return answer(request, response, (made) => graphql(made, { json, watcher }), body)
    }
    if (method !== 'POST' && method !== 'GET') return byYoga()
    const body = method === 'POST' ? await readBody(request, bodyBytes) : undefined
    if (method === 'POST' && body === undefined) {
      turnAway(response, watcher, tooLarge(bodyBytes), { status: 413, unfinished: true })
      await passBy(request, LINGER_MS)
      response.end()
      return
    }
    if (body !== undefined && isLabyrinth(body)) return turnAway(response, watcher, LABYRINTH)
    const json = jsonIn(request, body)
    const asked = method === 'GET' ? askedInAddress(request.url ?? '') : askedIn(json)
    if (asked !== undefined && takesStream(request)) {
      if (await live.answer(request, response, asked, watcher)) return
    }
    if (asked !== undefined && (await lean(request, response, asked, watcher))) {
      return untilTaken(response, answerMs)
    }
    // What has been read once is not read again.
    await byYoga(json === undefined ? body : undefined, json)
  }

  const dashboard = options.dashboard ? createDashboard() : undefined
  const show = async (
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
  ): Promise<void> => {
    if (await dashboard?.(request, response, path)) return untilTaken(response, answerMs)
    if (path !== '/') say(response, 404, 'There is nothing here: /graphql is where to ask.')
    else if (dashboard === undefined) response.writeHead(302, { location: '/graphql' }).end()
    else say(response, 404, NOT_BUILT)
  }

  const answered = (
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
  ): Promise<void> => {
    if (path === '/graphql') return ask(request, response)
    if (path.startsWith('/auth/')) return answer(request, response, options.authRoutes)
    return Object.hasOwn(PROBES, path)
      ? probe(PROBES[path as keyof typeof PROBES], options.probes, request, response)
      : show(request, response, path)
  }

  const serve = (request: IncomingMessage, response: ServerResponse, path: string): void => {
    answered(request, response, path).catch((error: unknown) => {
      // A client that has gone away, or was too slow, is no fault.
      if (request.errored !== null) return
      options.onFault(error)
      if (response.headersSent) response.destroy()
      else say(response, 500, 'Something went wrong inside the gateway. It has been noted.')
    })
  }

  return {
    listen: (request, response) =>
      door(request, response, (path) => serve(request, response, path)),
    stop: live.stop,
  }
}

const say = (response: ServerResponse, status: number, sentence: string): void => {
  const headers = { ...PAGE_HEADERS, 'content-type': 'text/plain; charset=utf-8' }
  response.writeHead(status, headers).end(sentence)
}

const PROBES = { '/live': 'live', '/ready': 'ready', '/metrics': 'metrics' } as const

/** For how long somebody may go on who sends too much. */
const LINGER_MS = 1000

const LABYRINTH = new GatewayError(
  'BAD_USER_INPUT',
  'The body nests lists or objects more than a thousand levels deep. Nothing that can be asked for does.',
)

const NOT_BUILT =
  'The dashboard has not been built: "npm run dashboard" makes it. GraphiQL is at /graphql.'

const NO_PAGE =
  'GraphiQL is off here (GRAPHIQL). Ask by POST, or by GET with "Accept: application/json".'

const tooLarge = (bytes: number): GatewayError => {
  const most = bytes / 1024
  return new GatewayError(
    'LIMIT_EXCEEDED',
    `The request’s body is larger than ${most} KB. Ask for fewer things at once, or raise MAX_BODY_KB.`,
    { details: { limit: 'MAX_BODY_KB', most } },
  )
}
