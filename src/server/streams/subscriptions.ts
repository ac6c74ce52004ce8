// Subscriptions: each is answered by a stream of its own, from its first message to its last.

import type { IncomingMessage, ServerResponse } from 'node:http'

import type { Caller } from '../../auth/callers.ts'
import type { PreparedStream } from '../../execution/documents.ts'
import { asBytes } from '../../execution/sink.ts'
import { GatewayError } from '../../infra/errors.ts'
import type { LiveMessage } from '../../live/types.ts'
import type { Context } from '../../schema/context.ts'
import { headersOf } from '../graphql/fast-path.ts'
import { codesOf, maskError } from '../graphql/masking.ts'
import type { Asked } from '../graphql/request.ts'
import type { HandlerOptions } from '../handler.ts'
import { refusalOf, turnAway } from '../http/rejection.ts'
import type { Patience } from '../http/timeouts.ts'
import type { Watcher } from '../watch.ts'
import { type EventStream, nextFrame, openEventStream } from './event-stream.ts'
import { createWordings, type Wording } from './shared-messages.ts'

export interface LiveWay {
  /** Whether it has: other operations can be asked for as streams, too. */
  answer(
    request: IncomingMessage,
    response: ServerResponse,
    asked: Asked,
    watcher: Watcher,
  ): Promise<boolean>
  /** Ends all streams without `complete`: their subscribers resume at another gateway. */
  stop(): void
}

export const takesStream = ({ headers: { accept } }: IncomingMessage): boolean =>
  accept?.includes('text/event-stream') === true

/** Told once what became of it. */
type Told = (codes: readonly string[]) => void

export const createLiveWay = (options: HandlerOptions, patience: Patience): LiveWay => {
  const { documents, persisted } = options
  const streams = new Set<EventStream>()
  const wordingOf = createWordings(options)
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

  /** Until one of both has enough. */
  const pump = async (
    source: AsyncIterable<LiveMessage>,
    wording: Pick<Wording, 'frameOf'>,
    stream: EventStream,
    response: ServerResponse,
    told: Told,
  ): Promise<void> => {
    const news = source[Symbol.asyncIterator]()
    const leave = (): void => void news.return?.()
    if (stream.isOver()) return leave()
    response.once('close', leave)
    try {
      for (let next = await news.next(); !next.done; next = await news.next()) {
        await stream.send(await wording.frameOf(next.value))
        told([])
      }
      told([])
      stream.complete()
    } catch (error) {
      await fail(error, stream, told)
    }
  }

  const fail = async (error: unknown, stream: EventStream, told: Told): Promise<void> => {
    const { frame, code } = failureOf(error)
    told([code])
    await stream.send(frame)
    stream.complete()
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
      // Gone meanwhile.
      if (response.destroyed) return true
      // From here on it is a stream: EventSource hears of nothing but events.
      const watched = watcher.begin()
      const stream = openEventStream(response, watcher.id, patience.answerMs)
      keep(stream, response)
      const told = once((codes: readonly string[]) =>
        watched.answered({ operation: prepared?.name, codes, tally: undefined }),
      )
      if (stopped) stream.stop()
      else if (prepared === undefined) await fail(wrong, stream, told)
      else {
        const wording = wordingOf(asked, prepared)
        response.once('close', wording.leave)
        const followed = { request: watcher.id, trace: watched.trace }
        const context = resumed(options.context(caller, followed), request)
        try {
          const source = await prepared.begin(context)
          // What was asked is not held on to as long as it is answered.
          void pump(source as AsyncIterable<LiveMessage>, wording, stream, response, told)
        } catch (error) {
          await fail(error, stream, told)
        }
      }
      return true
    },
  }
}

/** Where the stream broke off, as EventSource says by itself. */
const resumed = (context: Context, { headers }: IncomingMessage): Context => {
  const after = headers['last-event-id']
  if (typeof after !== 'string' || after === '') return context
  return { ...context, subscribe: (given) => context.subscribe({ ...given, after }) }
}

const once = <T>(work: (given: T) => void): ((given: T) => void) => {
  let done = false
  return (given) => {
    if (!done) work(given)
    done = true
  }
}

/** A text as `asBytes` gives them. */
const latin = (text: string): string => Buffer.from(text).toString('latin1')
