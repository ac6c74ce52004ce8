// An error, and the actions that may resolve it: log in, wait or retry.

import { useEffect, useMemo, useRef, useState } from 'react'
import type { CombinedError } from 'urql'

import { errorCode, errorMessage, type GraphQLError } from '../gateway/errors.ts'
import { messages } from '../messages/index.ts'

const text = messages.errors

const retryTime = ({ extensions }: GraphQLError): number | undefined => {
  const { resetAt, retryAfterSeconds } = extensions
  if (typeof resetAt === 'string') return Date.parse(resetAt)
  return typeof retryAfterSeconds === 'number' ? Date.now() + retryAfterSeconds * 1000 : undefined
}

/** Counts down to a time, then calls `onEnd` once. */
const Countdown = ({ until, onEnd }: { until: number; onEnd: () => void }) => {
  const [secondsLeft, setSecondsLeft] = useState(() => Math.ceil((until - Date.now()) / 1000))
  const latestOnEnd = useRef(onEnd)
  latestOnEnd.current = onEnd
  useEffect(() => {
    const timer = setInterval(() => {
      const seconds = Math.ceil((until - Date.now()) / 1000)
      setSecondsLeft(seconds)
      if (seconds > 0) return
      clearInterval(timer)
      latestOnEnd.current()
    }, 1000)
    return () => clearInterval(timer)
  }, [until])
  const [minutes, seconds] = [Math.floor(secondsLeft / 60), secondsLeft % 60]
  return (
    <p role="timer" aria-live="off">
      {secondsLeft > 0
        ? text.retryingIn(`${minutes}:${String(seconds).padStart(2, '0')}`)
        : text.retrying}
    </p>
  )
}

/** Codes of errors that a retry cannot resolve. */
const PERMANENT = new Set<string | undefined>(['POST_NOT_FOUND', 'POST_NOT_VISIBLE'])

interface ErrorMessageProps {
  readonly error: CombinedError
  readonly onRetry: () => void
  /** Selects errors that are shown elsewhere. */
  readonly exclude?: (error: GraphQLError) => boolean
}

export const ErrorMessage = ({ error, onRetry, exclude = () => false }: ErrorMessageProps) => {
  const until = useMemo(
    () => error.graphQLErrors.map(retryTime).find((each) => each !== undefined),
    [error],
  )
  const errors = error.graphQLErrors.filter((each) => !exclude(each))
  const [first] = errors
  if (first === undefined && error.graphQLErrors.length > 0) return null
  const texts = new Set(errors.map((each) => errorMessage(errorCode(each), each.message)))
  const needsLogin = errors.some((each) => errorCode(each) === 'UNAUTHENTICATED')
  return (
    <div className="failure" role="alert">
      {first === undefined ? (
        <p>{error.response === undefined ? text.unreachable : text.failed}</p>
      ) : (
        [...texts].map((each) => <p key={each}>{each}</p>)
      )}
      {until !== undefined && <Countdown key={until} until={until} onEnd={onRetry} />}
      <p className="actions">
        {needsLogin && (
          <a className="button primary" href="auth/login?returnTo=/">
            {messages.common.logIn}
          </a>
        )}
        {(first === undefined || errors.some((each) => !PERMANENT.has(errorCode(each)))) && (
          <button type="button" onClick={onRetry}>
            {messages.common.tryAgain}
          </button>
        )}
      </p>
    </div>
  )
}
