// Turns live updates on and off, and shows their status.

import type { Live } from '../gateway/live.ts'
import { errorMessage } from '../messages.ts'
import { errorCode } from './error-message.tsx'
import { Time } from './time.tsx'

const STATUS = {
  open: 'Waiting for the first update …',
  lost: 'Connection lost. Reconnecting …',
  ended: 'The gateway ended the updates. Reconnecting …',
} as const

const statusMessage = ({ error, state }: Live): string => {
  const failure = error?.graphQLErrors[0]
  return failure === undefined ? STATUS[state] : errorMessage(errorCode(failure), failure.message)
}

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
        Live updates
      </button>
      {on && (
        <span className="muted">
          {lastMessage === undefined || state !== 'open' || error !== undefined ? (
            statusMessage(live)
          ) : (
            <>
              Updates every {lastMessage.every} s. Last change:{' '}
              <Time time={lastMessage.at} style="clock" />. {lastMessage.slowedDown?.message}
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
