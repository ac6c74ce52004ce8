// Subscriptions over Server-Sent Events or multipart responses. Once a stream is open, errors are sent as messages:
// EventSource does not expose HTTP statuses or bodies.

import type { IncomingMessage } from 'node:http'

import type { Caller } from '../../auth/callers.ts'
import type { ApiKeys } from '../../auth/keys/api-keys.ts'
import type { PreparedStream } from '../../execution/documents.ts'
import { asBytes } from '../../execution/sink.ts'
import { GatewayError } from '../../infra/errors.ts'
import type { LiveMessage } from '../../live/types.ts'
import type { Context } from '../../schema/context.ts'
import { codesOf, maskError } from '../graphql/masking.ts'
import type { GraphQLParameters } from '../graphql/request.ts'
import { acceptsEventStream, acceptsMultipartSubscription } from '../http/media-type.ts'
import { errorBody } from '../http/rejection.ts'
import type { Timeouts } from '../http/timeouts.ts'
import type { Exchange, GraphQLOptions } from '../options.ts'
import { EVENT_STREAM } from './event-stream.ts'
import { MULTIPART } from './multipart.ts'
import { createOpenStreams } from './open-streams.ts'
import { type OutputStream, openStream } from './output-stream.ts'
import { createSharedMessages, type SharedMessages } from './shared-messages.ts'
import type { StreamFormat } from './stream-format.ts'

export interface Subscriptions {
  /**
   * Returns false if the client accepts no stream, or if the operation is not a subscription: other operations may also
   * accept streams.
   */
  serve(exchange: Exchange, parameters: GraphQLParameters): Promise<boolean> | false
  /** Ends all streams without `complete`, so that their subscribers resume at another gateway. */
  stop(): void
}

/** One open subscription. */
interface Subscription {
  readonly stream: OutputStream
  readonly format: StreamFormat
  /** Reports the result. Only the first call counts. */
  readonly report: (codes: readonly string[]) => void
}

export const createSubscriptions = (options: GraphQLOptions, timeouts: Timeouts): Subscriptions => {
  const { documents, persisted, onFault } = options
  const openStreams = createOpenStreams(timeouts.heartbeatMs)
  const sharedMessages = createSharedMessages(options)

  /** Undefined if the operation is not a subscription. @throws GatewayError or GraphQLError */
  const prepare = ({ hash, query, operationName, variables = {} }: GraphQLParameters) => {
    const text = persisted.textOf(hash, query)
    return text === undefined ? undefined : documents.prepareStream(text, operationName, variables)
  }

  const serve = async (
    { request, response, caller, observer }: Exchange,
    parameters: GraphQLParameters,
    format: StreamFormat,
  ): Promise<boolean> => {
    let prepared: PreparedStream | undefined
    let invalid: unknown
    try {
      prepared = prepare(parameters)
      if (prepared === undefined) return false
    } catch (error) {
      invalid = error
    }
    if (response.destroyed) return true
    const operation = observer.begin()
    const stream = openStream(response, format, observer.id, timeouts.responseMs)
    openStreams.add(stream, response)
    if (stream.isClosed()) return true
    const report = once((codes: readonly string[]) =>
      operation.end({ operation: prepared?.name, codes, tally: undefined }),
    )
    const subscription = { stream, format, report }
    const failed = (error: unknown): Promise<void> => fail(error, subscription, onFault)
    if (prepared === undefined) {
      await failed(invalid)
      return true
    }
    const stopChecking = endOnRevocation(caller, options.admission.apiKeys, failed)
    response.once('close', stopChecking)
    const messages = sharedMessages(parameters, prepared, format)
    response.once('close', messages.release)
    const operationOptions = { request: observer.id, trace: operation.trace }
    try {
      const context = resuming(options.context(caller, operationOptions), request)
      const source = await prepared.begin(context)
      const updates = (source as AsyncIterable<LiveMessage>)[Symbol.asyncIterator]()
      const unsubscribe = (): void => void updates.return?.()
      if (stream.isClosed()) unsubscribe()
      else response.once('close', unsubscribe)
      // Not awaited: the request's parameters must not stay in memory as long as the stream.
      void pump(updates, messages, subscription).catch(failed)
    } catch (error) {
      await failed(error)
    }
    return true
  }
  return {
    stop: openStreams.stop,
    serve: (exchange, parameters) => {
      const format = formatFor(exchange.request)
      return format !== undefined && serve(exchange, parameters, format)
    },
  }
}

/** Ends a stream when the API key of its caller is revoked. Returns how to stop checking. */
const endOnRevocation = (caller: Caller, apiKeys: ApiKeys, end: (error: unknown) => void) =>
  apiKeys.onChange(() => {
    caller.reauthenticate().catch((error: unknown) => {
      if (error instanceof GatewayError && error.code === 'UNAUTHENTICATED') end(error)
    })
  })

const formatFor = (request: IncomingMessage): StreamFormat | undefined => {
  if (acceptsEventStream(request)) return EVENT_STREAM
  return acceptsMultipartSubscription(request) ? MULTIPART : undefined
}

/** Sends updates until the source ends, which it also does when the client disconnects. */
const pump = async (
  updates: AsyncIterator<LiveMessage>,
  messages: SharedMessages,
  { stream, report }: Subscription,
): Promise<void> => {
  for (let next = await updates.next(); !next.done; next = await updates.next()) {
    await stream.send(await messages.frameOf(next.value))
    report([])
  }
  report([])
  stream.complete()
}

const fail = async (
  error: unknown,
  { stream, format, report }: Subscription,
  onFault: (error: unknown) => void,
): Promise<void> => {
  const masked = maskError(error, onFault)
  report(codesOf([masked]))
  const body =
    error instanceof GatewayError ? bytesOf(errorBody(error)) : `{"errors":${asBytes([masked])}}`
  await stream.send(format.frame(body))
  stream.complete()
}

/** Resumes where the last stream ended. EventSource sends Last-Event-ID when it reconnects. */
const resuming = (context: Context, { headers }: IncomingMessage): Context => {
  const after = headers['last-event-id']
  if (typeof after !== 'string' || after === '') return context
  return { ...context, subscribe: (given) => context.subscribe({ ...given, after }) }
}

const once = <T>(work: (value: T) => void): ((value: T) => void) => {
  let done = false
  return (value) => {
    if (!done) work(value)
    done = true
  }
}

/** One character per byte, as `asBytes` writes JSON. */
const bytesOf = (text: string): string => Buffer.from(text).toString('latin1')
