// A small line chart without axes. It is decorative: the numbers stand beside it.

const [WIDTH, HEIGHT] = [100, 30]

type Value = number | null

/** The parts of a series without gaps, as points of the drawing. */
const partsOf = (values: readonly Value[]): readonly (readonly string[])[] => {
  const known = values.filter((value) => value !== null)
  const [low, high] = [Math.min(...known), Math.max(...known)]
  const y = (value: number): number =>
    high === low ? HEIGHT / 2 : HEIGHT - 2 - ((value - low) / (high - low)) * (HEIGHT - 4)
  const step = WIDTH / Math.max(values.length - 1, 1)
  const parts: string[][] = [[]]
  for (const [index, value] of values.entries()) {
    if (value === null) parts.push([])
    else parts.at(-1)?.push(`${(index * step).toFixed(2)},${y(value).toFixed(2)}`)
  }
  return parts.filter(({ length }) => length > 0)
}

/** A point between two gaps is drawn as a short line. */
const lineOf = (part: readonly string[]): string =>
  `M${(part.length === 1 ? [...part, ...part] : part).join('L')}`

export const Sparkline = ({ values }: { values: readonly Value[] }) => (
  <svg
    className="sparkline"
    viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
    preserveAspectRatio="none"
    aria-hidden="true"
  >
    <path d={partsOf(values).map(lineOf).join('')} vectorEffect="non-scaling-stroke" />
  </svg>
)
