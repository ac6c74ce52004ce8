// One of a few values, as adjacent radio buttons.

interface RadioGroupProps<T extends string> {
  /** The name for screen readers. */
  readonly label: string
  /** The name of the form control, unique in a view. */
  readonly name: string
  readonly all: readonly T[]
  readonly names: Readonly<Record<T, string>>
  /** Undefined if none of the values is chosen. */
  readonly chosen: T | undefined
  readonly onChange: (value: T) => void
}

export const RadioGroup = <T extends string>(props: RadioGroupProps<T>) => {
  const { label, name, all, names, chosen, onChange } = props
  return (
    <fieldset className="choice">
      <legend className="visually-hidden">{label}</legend>
      {all.map((value) => (
        <label key={value}>
          <input
            type="radio"
            name={name}
            checked={value === chosen}
            onChange={() => onChange(value)}
          />
          {names[value]}
        </label>
      ))}
    </fieldset>
  )
}
