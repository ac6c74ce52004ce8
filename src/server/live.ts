// Subscriptions: each is a stream of its own, and those who ask the same are told the same, written once.

import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

import type { GraphQLError } from 'graphql'

import type { Caller } from '../auth/callers.ts'
import { GatewayError } from '../errors.ts'
import type { Prepared, PreparedStream } from '../execution/documents.ts'
import { asBytes } from '../execution/sink.ts'
import type { Context } from '../loaders/context.ts'
import type { LiveNews } from '../loaders/live/news.ts'
import type { Asked } from './asked.ts'
import { type EventStream, nextFrame, openEventStream } from './event-stream.ts'
import type { HandlerOptions } from './handler.ts'
import { headersOf } from './lean.ts'
import { codesOf, maskError } from './masking.ts'
import type { Patience } from './patience.ts'
import { refusalOf, turnAway } from './refusal.ts'
import { reportOf } from './report.ts'
import type { Watcher } from './watch.ts'

export interface LiveWay {
  /** Whether it has: other operations can be asked for as streams, too. */
  answer(
    request: IncomingMessage,
    response: ServerResponse,
    asked: Asked,
    watcher: Watcher,
  ): Promise<boolean>
  /** All streams are complete. */
  stop(): void
}

export const takesStream = ({ headers: { accept } }: IncomingMessage): boolean =>
  accept?.includes('text/event-stream') === true

/** What one operation with its variables is answered with, for all who ask it. */
interface Wording {
  readonly prepared: Prepared
  /** Held by those who send it only: there are many, and they are large. */
  readonly frames: WeakMap<LiveNews, WeakRef<Promise<Buffer>>>
  users: number
}

export const createLiveWay = (options: HandlerOptions, patience: Patience): LiveWay => {
  const { documents, persisted } = options
  const streams = new Set<EventStream>()
  const wordings = new Map<string, Wording>()
  let beating: NodeJS.Timeout | undefined
  let stopped = false

  /** As long as there are any, and so that proxies see that they are alive. */
  const keep = (stream: EventStream, response: ServerResponse): void => {
    streams.add(stream)
    beating ??= setInterval(() => {
      for (const each of streams) each.beat()
    }, patience.heartbeatMs)
    response.once('close', () => {
      streams.delete(stream)
      if (streams.size > 0) return
      clearInterval(beating)
      beating = undefined
    })
  }

  const wordingOf = (asked: Asked, { name, program, variables }: Prepared) => {
    const key = keyOf(asked)
    const wording = wordings.get(key) ?? {
      prepared: { name, program, variables },
      frames: new WeakMap(),
      users: 0,
    }
    wordings.set(key, wording)
    wording.users += 1
    return {
      frameOf: (news: LiveNews) => frameOf(wording, news),
      leave: () => {
        wording.users -= 1
        if (wording.users === 0) wordings.delete(key)
      },
    }
  }

  const frameOf = (wording: Wording, news: LiveNews): Promise<Buffer> => {
    const before = wording.frames.get(news)?.deref()
    if (before !== undefined) return before
    const frame = write(wording.prepared, news)
    wording.frames.set(news, new WeakRef(frame))
    return frame
  }

  /** With a context of its own: what it loads beside the posts has its own deadline. */
  const write = async ({ program, variables }: Prepared, news: LiveNews): Promise<Buffer> => {
    const context = options.context(news.caller, {})
    Object.assign(context.tally, news.tally)
    const errors: GraphQLError[] = []
    const data = await program.run({ context, variables, errors }, news)
    const masked = errors.map((error) => maskError(error, options.onFault))
    const told = masked.length === 0 ? '' : `"errors":${asBytes(masked)},`
    const json = `{${told}"data":${data},"extensions":${asBytes(reportOf(context))}}`
    return nextFrame(json, news.cursor)
  }

  const failureOf = (error: unknown): { readonly frame: Buffer; readonly code: string } => {
    if (error instanceof GatewayError) {
      return { frame: nextFrame(latin(refusalOf(error).body)), code: error.code }
    }
    const masked = maskError(error, options.onFault)
    const [code = ''] = codesOf([masked])
    return { frame: nextFrame(`{"errors":${asBytes([masked])}}`), code }
  }

  /** Nothing when it is no subscription. @throws GatewayError or GraphQLError */
  const prepare = ({ hash, query, operationName, variables = {} }: Asked) => {
    const text = persisted.textOf(hash, query)
    return text === undefined ? undefined : documents.prepareStream(text, operationName, variables)
  }

  return {
    stop: () => {
      stopped = true
      for (const stream of streams) stream.stop()
    },
    answer: async (request, response, asked, watcher) => {
      let caller: Caller
      try {
        caller = await options.callers.of(headersOf(request))
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error
        turnAway(response, watcher, error)
        return true
      }
      let prepared: PreparedStream | undefined
      let wrong: unknown
      try {
        prepared = prepare(asked)
        if (prepared === undefined) return false
      } catch (error) {
        wrong = error
      }
      // From here on it is a stream: EventSource hears of nothing but events.
      const watched = watcher.begin()
      const stream = openEventStream(response, watcher.id, patience.answerMs)
      keep(stream, response)
      const answered = once((codes: readonly string[]) =>
        watched.answered({ operation: prepared?.name, codes, tally: undefined }),
      )
      try {
        if (prepared === undefined) throw wrong
        const followed = { request: watcher.id, trace: watched.trace }
        const context = resumed(options.context(caller, followed), request)
        const wording = wordingOf(asked, prepared)
        response.once('close', wording.leave)
        if (stopped) return true
        const source = await prepared.begin(context)
        await pump(source as AsyncIterable<LiveNews>, stream, response, async (news) => {
          await stream.send(await wording.frameOf(news))
          answered([])
        })
        answered([])
      } catch (error) {
        const { frame, code } = failureOf(error)
        answered([code])
        await stream.send(frame)
      } finally {
        stream.complete()
      }
      return true
    },
  }
}

/** Until one of both has enough. */
const pump = async (
  source: AsyncIterable<LiveNews>,
  stream: EventStream,
  response: ServerResponse,
  send: (news: LiveNews) => Promise<void>,
): Promise<void> => {
  const news = source[Symbol.asyncIterator]()
  const leave = (): void => void news.return?.()
  if (stream.isOver()) return leave()
  response.once('close', leave)
  for (let next = await news.next(); !next.done; next = await news.next()) {
    await send(next.value)
  }
}

/** Where the stream broke off, as EventSource says by itself. */
const resumed = (context: Context, { headers }: IncomingMessage): Context => {
  const after = headers['last-event-id']
  if (typeof after !== 'string' || after === '') return context
  return { ...context, follow: (wish) => context.follow({ ...wish, after }) }
}

const keyOf = ({ query, hash, operationName, variables }: Asked): string =>
  createHash('sha256')
    .update(JSON.stringify([query ?? hash, operationName, variables]))
    .digest('base64url')

const once = <T>(work: (given: T) => void): ((given: T) => void) => {
  let done = false
  return (given) => {
    if (!done) work(given)
    done = true
  }
}

/** A text as `asBytes` gives them. */
const latin = (text: string): string => Buffer.from(text).toString('latin1')
