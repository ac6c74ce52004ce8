// Turns live updates on and off, and says how they go.

import type { Live } from '../gateway/live.ts'
import { errorWords } from '../words.ts'
import { codeOf } from './failure.tsx'
import { When } from './when.tsx'

const STATES = {
  open: 'Waiting for the first numbers …',
  lost: 'The connection is lost. Trying again …',
  ended: 'The gateway has ended the updates. Trying again in a moment …',
} as const

const sentenceOf = ({ error, state }: Live): string => {
  const problem = error?.graphQLErrors[0]
  return problem === undefined ? STATES[state] : errorWords(codeOf(problem), problem.message)
}

interface LiveSwitchProps {
  readonly on: boolean
  readonly onChange: (on: boolean) => void
  readonly live: Live
  /** What has changed, for those who cannot see it. */
  readonly news: string
}

export const LiveSwitch = ({ on, onChange, live, news }: LiveSwitchProps) => {
  const { last, state, error } = live
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
          {last === undefined || state !== 'open' || error !== undefined ? (
            sentenceOf(live)
          ) : (
            <>
              Asked every {last.every} s, last changed <When time={last.at} style="clock" />.{' '}
              {last.slowedDown?.message}
            </>
          )}
        </span>
      )}
      <span className="unseen" aria-live="polite">
        {on ? news : ''}
      </span>
    </div>
  )
}
