// The periods of spend limits: UTC days and months, as X bills.

export interface Period {
  readonly unit: 'day' | 'month'
  /** Such as 2026-11-28 or 2026-11. */
  readonly name: string
  readonly resetsAt: Date
}

export const dayAt = (time: number): Period => {
  const date = new Date(time)
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()]
  return {
    unit: 'day',
    name: date.toISOString().slice(0, 10),
    resetsAt: new Date(Date.UTC(year, month, day + 1)),
  }
}

export const monthAt = (time: number): Period => {
  const date = new Date(time)
  return {
    unit: 'month',
    name: date.toISOString().slice(0, 7),
    resetsAt: new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)),
  }
}
