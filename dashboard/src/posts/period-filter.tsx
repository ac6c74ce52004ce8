// The time in which posts were published: all of it, the last days, or a range of days.

import { type FormEvent, useState } from 'react'
import { Popover } from '../components/popover.tsx'
import { messages } from '../messages/index.ts'
import { daysOf, type Preset, periodOf, timeZoneOf } from '../period.ts'
import type { ParamChange } from '../route.ts'
import { useParams } from '../use-route.ts'
import { Labeled } from './labeled.tsx'
import { hasPeriod } from './list-params.ts'

const text = messages.period
const PRESETS: readonly Preset[] = ['7d', '28d', '90d']

interface PeriodFilterProps {
  readonly onChange: (change: ParamChange) => void
}

interface DaysProps {
  readonly from: string
  readonly to: string
  readonly onSubmit: (days: { readonly from: string; readonly to: string }) => void
}

const Days = ({ onSubmit, ...initial }: DaysProps) => {
  const [days, setDays] = useState({ from: initial.from, to: initial.to })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    onSubmit(days)
  }
  return (
    <form className="stack" onSubmit={submit}>
      {(['from', 'to'] as const).map((name) => (
        <label key={name} className="field">
          {text[name]}
          <input
            type="date"
            required
            value={days[name]}
            onChange={({ target }) => setDays({ ...days, [name]: target.value })}
          />
        </label>
      ))}
      <button type="submit">{text.apply}</button>
    </form>
  )
}

export const PeriodFilter = ({ onChange }: PeriodFilterProps) => {
  const { params } = useParams()
  const period = hasPeriod(params) ? periodOf(params) : undefined
  const days = daysOf(period ?? { preset: '28d' }, timeZoneOf(params), Date.now())
  const summary = () => {
    if (period === undefined) return messages.posts.allTime
    return period.preset === undefined
      ? `${period.from} – ${period.to}`
      : text.presets[period.preset]
  }
  const choose = (preset: Preset | undefined) => () =>
    onChange({ period: preset, from: undefined, to: undefined })
  return (
    <Popover
      label={messages.posts.period}
      button={<Labeled label={messages.posts.period}>{summary()}</Labeled>}
    >
      {(close) => (
        <>
          <fieldset className="options">
            <legend className="visually-hidden">{messages.posts.period}</legend>
            {[undefined, ...PRESETS].map((preset) => (
              <label key={preset ?? 'all'} className="check">
                <input
                  type="radio"
                  name="posted"
                  checked={preset === undefined ? period === undefined : period?.preset === preset}
                  onChange={choose(preset)}
                />
                {preset === undefined ? messages.posts.allTime : text.presets[preset]}
              </label>
            ))}
          </fieldset>
          <Days
            key={`${days.from} ${days.to}`}
            {...days}
            onSubmit={({ from, to }) => {
              onChange({ period: undefined, from, to })
              close()
            }}
          />
        </>
      )}
    </Popover>
  )
}
