// An error, and the actions that may resolve it: log in, wait or retry.

import { useEffect, useRef, useState } from 'react'
import type { CombinedError } from 'urql'

import { failureOf, type GraphQLError } from '../gateway/errors.ts'
import { messages } from '../messages/index.ts'

const text = messages.errors

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

/** The longest wait before an automatic retry. After longer waits the page may be unattended, and only the button retries. */
const MAX_COUNTDOWN_MS = 20 * 60_000

interface ErrorMessageProps {
  readonly error: CombinedError
  readonly onRetry: () => void
  /** Selects errors that are shown elsewhere. */
  readonly exclude?: (error: GraphQLError) => boolean
}

export const ErrorMessage = ({ error, onRetry, exclude }: ErrorMessageProps) => {
  const received = useRef({ error, now: Date.now() })
  if (received.current.error !== error) received.current = { error, now: Date.now() }
  const { now } = received.current
  const failure = failureOf(error, now, exclude)
  if (failure === undefined) return null
  const { until } = failure
  return (
    <div className="failure" role="alert">
      {failure.messages.map((each) => (
        <p key={each}>{each}</p>
      ))}
      {until !== undefined && until - now < MAX_COUNTDOWN_MS && (
        <Countdown key={until} until={until} onEnd={onRetry} />
      )}
      <p className="actions">
        {failure.needsLogin && (
          <a className="button primary" href="auth/login?returnTo=/">
            {messages.common.logIn}
          </a>
        )}
        {failure.canRetry && (
          <button type="button" onClick={onRetry}>
            {messages.common.tryAgain}
          </button>
        )}
      </p>
    </div>
  )
}
