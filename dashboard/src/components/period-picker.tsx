// Chooses the period and the time zone of a view. Both are stored in the URL.

import { type FormEvent, useId, useState } from 'react'
import { formatDay } from '../format.ts'
import { messages } from '../messages/index.ts'
import {
  browserTimeZone,
  daysOf,
  isTimeZone,
  type Period,
  PRESETS,
  paramsOfPeriod,
  periodOf,
  timeZoneOf,
} from '../period.ts'
import { useParams } from '../use-route.ts'
import { Popover } from './popover.tsx'
import { RadioGroup } from './radio-group.tsx'

const text = messages.period

const TIME_ZONES: readonly string[] = Intl.supportedValuesOf('timeZone')

const nameOf = (period: Period): string =>
  period.preset === undefined
    ? `${formatDay(period.from)} – ${formatDay(period.to)}`
    : text.presets[period.preset]

interface DayFieldProps {
  readonly label: string
  readonly value: string
  readonly max: string
  readonly onChange: (day: string) => void
}

const DayField = ({ label, value, max, onChange }: DayFieldProps) => (
  <label className="field">
    {label}
    <input
      type="date"
      required
      value={value}
      max={max}
      onChange={({ target }) => onChange(target.value)}
    />
  </label>
)

const Custom = ({ onApplied }: { onApplied: () => void }) => {
  const { params, set } = useParams()
  const zone = timeZoneOf(params)
  const [days, setDays] = useState(() => daysOf(periodOf(params), zone, Date.now()))
  const [timeZone, setTimeZone] = useState(zone)
  const listId = useId()
  const today = daysOf({ preset: '7d' }, timeZone, Date.now()).to
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    set({ ...paramsOfPeriod(days), tz: timeZone === browserTimeZone() ? undefined : timeZone })
    onApplied()
  }
  return (
    <form className="stack" onSubmit={submit}>
      <DayField
        label={text.from}
        value={days.from}
        max={today}
        onChange={(from) => setDays({ ...days, from })}
      />
      <DayField
        label={text.to}
        value={days.to}
        max={today}
        onChange={(to) => setDays({ ...days, to })}
      />
      <label className="field">
        {text.timeZone}
        <input
          list={listId}
          required
          value={timeZone}
          onChange={({ target }) => {
            target.setCustomValidity(isTimeZone(target.value) ? '' : text.unknownTimeZone)
            setTimeZone(target.value)
          }}
        />
      </label>
      <datalist id={listId}>
        {TIME_ZONES.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
      <button type="submit" className="primary">
        {text.apply}
      </button>
    </form>
  )
}

export const PeriodPicker = () => {
  const { params, set } = useParams()
  const period = periodOf(params)
  return (
    <div className="tools">
      <RadioGroup
        label={text.label}
        name="period"
        all={PRESETS}
        names={text.presets}
        chosen={period.preset}
        onChange={(preset) => set(paramsOfPeriod({ preset }))}
      />
      <Popover
        label={text.popover}
        button={period.preset === undefined ? nameOf(period) : text.custom}
      >
        {(close) => <Custom key={JSON.stringify(params)} onApplied={close} />}
      </Popover>
    </div>
  )
}
