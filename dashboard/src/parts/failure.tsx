// What went wrong, in words, and what can be done about it.

import { useEffect, useMemo, useRef, useState } from 'react'
import type { CombinedError } from 'urql'

import { BROKEN, errorWords, UNREACHABLE } from '../words.ts'

type Problem = CombinedError['graphQLErrors'][number]

export const codeOf = ({ extensions }: Problem): string | undefined => {
  const code: unknown = extensions.code
  return typeof code === 'string' ? code : undefined
}

const resetOf = ({ extensions }: Problem): number | undefined => {
  const { resetAt, retryAfterSeconds } = extensions
  if (typeof resetAt === 'string') return Date.parse(resetAt)
  return typeof retryAfterSeconds === 'number' ? Date.now() + retryAfterSeconds * 1000 : undefined
}

/** Counts down to the moment, and then goes on by itself, once. */
const Countdown = ({ until, onEnd }: { until: number; onEnd: () => void }) => {
  const [left, setLeft] = useState(() => Math.ceil((until - Date.now()) / 1000))
  const end = useRef(onEnd)
  end.current = onEnd
  useEffect(() => {
    const timer = setInterval(() => {
      const seconds = Math.ceil((until - Date.now()) / 1000)
      setLeft(seconds)
      if (seconds > 0) return
      clearInterval(timer)
      end.current()
    }, 1000)
    return () => clearInterval(timer)
  }, [until])
  const [minutes, seconds] = [Math.floor(left / 60), left % 60]
  return (
    <p role="timer" aria-live="off">
      {left > 0
        ? `Asked again in ${minutes}:${String(seconds).padStart(2, '0')}.`
        : 'Asking again …'}
    </p>
  )
}

/** Asking again would bring the same. */
const FINAL = new Set<string | undefined>(['POST_NOT_FOUND', 'POST_NOT_VISIBLE'])

interface FailureProps {
  readonly error: CombinedError
  readonly onRetry: () => void
  /** Those that are said elsewhere. */
  readonly except?: (problem: Problem) => boolean
}

export const Failure = ({ error, onRetry, except = () => false }: FailureProps) => {
  const until = useMemo(
    () => error.graphQLErrors.map(resetOf).find((each) => each !== undefined),
    [error],
  )
  const problems = error.graphQLErrors.filter((each) => !except(each))
  const [first] = problems
  if (first === undefined && error.graphQLErrors.length > 0) return null
  const words = new Set(problems.map((each) => errorWords(codeOf(each), each.message)))
  const needsLogin = problems.some((each) => codeOf(each) === 'UNAUTHENTICATED')
  return (
    <div className="failure" role="alert">
      {first === undefined ? (
        <p>{error.response === undefined ? UNREACHABLE : BROKEN}</p>
      ) : (
        [...words].map((each) => <p key={each}>{each}</p>)
      )}
      {until !== undefined && <Countdown key={until} until={until} onEnd={onRetry} />}
      <p className="actions">
        {needsLogin && (
          <a className="button primary" href="/auth/login?returnTo=/">
            Log in with X
          </a>
        )}
        {(first === undefined || problems.some((each) => !FINAL.has(codeOf(each)))) && (
          <button type="button" onClick={onRetry}>
            Try again
          </button>
        )}
      </p>
    </div>
  )
}
