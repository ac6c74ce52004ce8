// Chooses the operation names that get metrics of their own: those that are used most. Clients choose the names, and each
// name costs memory here and in Prometheus.

/** The label of all other operations. */
export const OTHER_OPERATIONS = 'other'

export const ANONYMOUS = 'anonymous'

/** Labels that are no names of operations, which have no parentheses. */
export const SUBSCRIPTIONS = '(subscriptions)'
export const RECORDER = '(recorder)'

const MAX_LABELS = 200

/** Names without a label whose uses are counted. The ones that were not used for longest are forgotten. */
const MAX_CANDIDATES = 1000

/** The time after which a use counts half. */
const HALF_LIFE_MS = 5 * 60_000

export interface OperationLabels {
  /** Counts a use of the name, and returns its label. */
  labelOf(name: string): string
}

export interface OperationLabelsOptions {
  /** Called with a name that has lost its label to one that is used more. */
  readonly onRemoved: (name: string) => void
  readonly now?: () => number
}

export const createOperationLabels = ({
  onRemoved,
  now = () => performance.now(),
}: OperationLabelsOptions): OperationLabels => {
  /** The uses of each name, recent ones counting more. */
  const labeled = new Map<string, number>()
  const candidates = new Map<string, number>()
  let halvedAt = now()

  const halve = (): void => {
    if (now() - halvedAt < HALF_LIFE_MS) return
    halvedAt = now()
    for (const uses of [labeled, candidates]) {
      for (const [name, count] of uses) uses.set(name, count / 2)
    }
  }

  const leastUsed = (): readonly [name: string, uses: number] =>
    [...labeled].reduce((least, each) => (each[1] < least[1] ? each : least))

  /** Gives a candidate the label of a name that is used less, if there is one. */
  const replaceLabel = (name: string): boolean => {
    const uses = (candidates.get(name) ?? 0) + 1
    candidates.delete(name)
    // A name that was used once cannot replace another: a flood of names would replace labels all the time.
    const [least, leastUses] = uses > 1 ? leastUsed() : ['', Number.POSITIVE_INFINITY]
    if (uses > leastUses) {
      labeled.delete(least)
      labeled.set(name, uses)
      onRemoved(least)
      return true
    }
    candidates.set(name, uses)
    const [oldest] = candidates.keys()
    if (candidates.size > MAX_CANDIDATES && oldest !== undefined) candidates.delete(oldest)
    return false
  }

  return {
    labelOf: (name) => {
      if (name === OTHER_OPERATIONS) return name
      halve()
      const uses = labeled.get(name)
      if (uses === undefined && labeled.size >= MAX_LABELS) {
        return replaceLabel(name) ? name : OTHER_OPERATIONS
      }
      labeled.set(name, (uses ?? 0) + 1)
      return name
    },
  }
}
