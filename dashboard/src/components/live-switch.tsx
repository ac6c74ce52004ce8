// Turns live updates on and off, and shows their status.

import { formatWhen } from '../format.ts'
import { errorCode, errorMessage } from '../gateway/errors.ts'
import type { Live } from '../gateway/live.ts'
import { messages } from '../messages/index.ts'
import { TimeAgo } from './time-ago.tsx'

const text = messages.live

type SlowDown = NonNullable<NonNullable<Live['lastMessage']>['slowedDown']>

const statusMessage = ({ error, state }: Live): string => {
  const failure = error?.graphQLErrors[0]
  return failure === undefined ? text[state] : errorMessage(errorCode(failure), failure.message)
}

/** Why updates are slower than requested, in words. */
const slowDownMessage = ({ reason, until }: SlowDown): string =>
  text.slowDown[reason](until === null ? undefined : formatWhen(Date.parse(until), Date.now()))

interface LiveSwitchProps {
  readonly on: boolean
  readonly onChange: (on: boolean) => void
  readonly live: Live
  /** A summary of the latest changes, for screen readers. */
  readonly announcement: string
}

export const LiveSwitch = ({ on, onChange, live, announcement }: LiveSwitchProps) => {
  const { lastMessage, state, error } = live
  return (
    <div className="live">
      <button
        type="button"
        role="switch"
        className="switch"
        aria-checked={on}
        onClick={() => onChange(!on)}
      >
        {text.label}
      </button>
      {on && (
        <span className="muted">
          {lastMessage === undefined || state !== 'open' || error !== undefined ? (
            statusMessage(live)
          ) : (
            <>
              {text.every(lastMessage.every)} <TimeAgo time={Date.parse(lastMessage.at)} />.{' '}
              {lastMessage.slowedDown && slowDownMessage(lastMessage.slowedDown)}
            </>
          )}
        </span>
      )}
      <span className="visually-hidden" aria-live="polite">
        {on ? announcement : ''}
      </span>
    </div>
  )
}
