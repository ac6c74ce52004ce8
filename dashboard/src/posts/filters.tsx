// Search and filters of the list of posts. Each is a parameter of the URL.

import { useEffect, useEffectEvent, useState } from 'react'
import { Popover } from '../components/popover.tsx'
import { messages } from '../messages/index.ts'
import type { ParamChange } from '../route.ts'
import { Labeled } from './labeled.tsx'
import { KINDS, type ListParams, MEDIA, paramsOfList } from './list-params.ts'
import { PeriodFilter } from './period-filter.tsx'

const text = messages.posts

/** The pause in typing after which the search is changed. */
const TYPING_MS = 200

interface SearchProps {
  readonly value: string
  readonly onChange: (search: string) => void
}

const Search = ({ value, onChange }: SearchProps) => {
  /** Undefined unless the person has typed since the URL changed. */
  const [typed, setTyped] = useState<string>()
  useEffect(() => setTyped((text) => (text?.trim() === value ? text : undefined)), [value])
  const search = useEffectEvent((text: string) => {
    if (text.trim() !== value) onChange(text)
  })
  useEffect(() => {
    if (typed === undefined) return
    const timer = setTimeout(() => search(typed), TYPING_MS)
    return () => clearTimeout(timer)
  }, [typed])
  return (
    <input
      type="search"
      className="search"
      aria-label={text.search}
      placeholder={text.search}
      maxLength={200}
      value={typed ?? value}
      onChange={({ target }) => setTyped(target.value)}
    />
  )
}

interface ChoicesProps<T extends string> {
  readonly label: string
  readonly names: Readonly<Record<T, string>>
  readonly all: readonly T[]
  readonly chosen: readonly T[]
  readonly onChange: (chosen: readonly T[]) => void
}

const summaryOf = <T extends string>({ names, chosen }: ChoicesProps<T>): string => {
  const [first] = chosen
  if (first === undefined) return text.any
  return chosen.length === 1 ? names[first] : text.several(chosen.length)
}

/** Some of a few values. */
const Choices = <T extends string>(props: ChoicesProps<T>) => {
  const { label, names, all, chosen, onChange } = props
  return (
    <Popover label={label} button={<Labeled label={label}>{summaryOf(props)}</Labeled>}>
      {() => (
        <fieldset className="options">
          <legend className="visually-hidden">{label}</legend>
          {all.map((each) => (
            <label key={each} className="check">
              <input
                type="checkbox"
                checked={chosen.includes(each)}
                onChange={({ target }) =>
                  onChange(
                    target.checked ? [...chosen, each] : chosen.filter((other) => other !== each),
                  )
                }
              />
              {names[each]}
            </label>
          ))}
        </fieldset>
      )}
    </Popover>
  )
}

const PROMOTED = { any: undefined, yes: true, no: false } as const

const Promoted = ({ value, onChange }: Pick<FiltersProps, 'onChange'> & { value?: boolean }) => (
  <label className="labeled select">
    <span>{text.promoted}</span>
    <select
      value={value === undefined ? 'any' : value ? 'yes' : 'no'}
      onChange={({ target }) =>
        onChange({ promoted: target.value === 'any' ? undefined : target.value })
      }
    >
      {Object.keys(PROMOTED).map((key) => (
        <option key={key} value={key}>
          {text.promotedChoices[key as keyof typeof PROMOTED]}
        </option>
      ))}
    </select>
  </label>
)

interface FiltersProps {
  readonly list: ListParams
  /** False for the timeline, which X filters by kind and time only. */
  readonly isArchive: boolean
  readonly onChange: (change: ParamChange, options?: { readonly replace?: boolean }) => void
}

export const Filters = ({ list, isArchive, onChange }: FiltersProps) => (
  <search className="filters">
    {isArchive && (
      <Search
        value={list.search}
        onChange={(search) => onChange(paramsOfList({ search }), { replace: true })}
      />
    )}
    <Choices
      label={text.kind}
      names={text.kinds}
      all={KINDS}
      chosen={list.kinds}
      onChange={(kinds) => onChange(paramsOfList({ kinds }))}
    />
    {isArchive && (
      <>
        <Choices
          label={text.medium}
          names={text.media}
          all={MEDIA}
          chosen={list.media}
          onChange={(media) => onChange(paramsOfList({ media }))}
        />
        <Promoted
          {...(list.promoted !== undefined && { value: list.promoted })}
          onChange={onChange}
        />
      </>
    )}
    <PeriodFilter onChange={onChange} />
  </search>
)
