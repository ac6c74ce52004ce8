// Errors of the gateway: their codes, and the page's texts for them.

import type { CombinedError } from 'urql'

import { formatWhen } from '../format.ts'
import { messages } from '../messages/index.ts'

export type GraphQLError = CombinedError['graphQLErrors'][number]

export const errorCode = ({ extensions }: GraphQLError): string | undefined => {
  const code: unknown = extensions.code
  return typeof code === 'string' ? code : undefined
}

const ISO_TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g

/** Texts of the gateway have ISO timestamps; people read local times. */
const withLocalTimes = (text: string, now: number): string =>
  text.replaceAll(ISO_TIME, (time) => formatWhen(Date.parse(time), now))

/** The page's text for an error code, or the gateway's own message for all other codes. */
export const errorMessage = (code: string | undefined, message: string, now = Date.now()): string =>
  (code && messages.errors.byCode[code]) || withLocalTimes(message, now)

/** When a retry can succeed, if the gateway says so. */
const retryTime = ({ extensions }: GraphQLError, now: number): number | undefined => {
  const { resetAt, resetsAt, retryAfterSeconds } = extensions
  for (const time of [resetAt, resetsAt]) if (typeof time === 'string') return Date.parse(time)
  return typeof retryAfterSeconds === 'number' ? now + retryAfterSeconds * 1000 : undefined
}

/** Codes of errors that a retry cannot resolve. */
const PERMANENT = new Set<string | undefined>([
  'POST_NOT_FOUND',
  'POST_NOT_VISIBLE',
  'USER_NOT_FOUND',
  'USER_NOT_VISIBLE',
])

/** Whether one post of a list is gone: views of several posts name it, and show the others. */
export const isLostPost = (error: GraphQLError): boolean =>
  PERMANENT.has(errorCode(error)) && typeof error.path?.[1] === 'number'

interface Failure {
  /** Each message once. */
  readonly messages: readonly string[]
  /** The earliest time at which a retry can succeed. */
  readonly until: number | undefined
  readonly needsLogin: boolean
  readonly canRetry: boolean
}

const messageOf = (error: GraphQLError, now: number): string => {
  const until = retryTime(error, now)
  const text = errorMessage(errorCode(error), error.message, now)
  const isNamed = error.message !== text && until !== undefined
  return isNamed ? `${text} ${messages.errors.resets(formatWhen(until, now))}` : text
}

/** The page's message for a failed request; undefined if there is no message. */
export const failureOf = (
  error: CombinedError,
  now: number,
  isShownElsewhere: (error: GraphQLError) => boolean = () => false,
): Failure | undefined => {
  if (error.graphQLErrors.length === 0) {
    const { unreachable, failed } = messages.errors
    const message = error.response === undefined ? unreachable : failed
    return { messages: [message], until: undefined, needsLogin: false, canRetry: true }
  }
  const errors = error.graphQLErrors.filter((each) => !isShownElsewhere(each))
  if (errors.length === 0) return undefined
  const times = errors.map((each) => retryTime(each, now)).filter((each) => each !== undefined)
  return {
    messages: [...new Set(errors.map((each) => messageOf(each, now)))],
    until: times.length === 0 ? undefined : Math.min(...times),
    needsLogin: errors.some((each) => errorCode(each) === 'UNAUTHENTICATED'),
    canRetry: errors.some((each) => !PERMANENT.has(errorCode(each))),
  }
}
