// Which rows of a long list are in and near the window. All rows have the same height, so that this is arithmetic.

import { useCallback, useSyncExternalStore } from 'react'

/** Rows beyond the window, so that scrolling shows no gaps. */
const OVERSCAN = 3

/** The rows change by as many at once, so that scrolling renders rarely. */
const STEP = 2

const subscribe = (listener: () => void): (() => void) => {
  const options = { passive: true }
  window.addEventListener('scroll', listener, options)
  window.addEventListener('resize', listener, options)
  return () => {
    window.removeEventListener('scroll', listener)
    window.removeEventListener('resize', listener)
  }
}

export interface WindowRows {
  readonly first: number
  /** Less than `first` for an empty list. */
  readonly last: number
}

interface Layout {
  readonly count: number
  /** The height of a row. */
  readonly height: number
  /** The distance of the first row from the top of the document. */
  readonly offset: number
}

/** The first row of a scroll position, in steps. It is below 0 near the top of the list. */
export const firstRow = (scrollTop: number, { count, height, offset }: Layout): number => {
  const step = Math.floor((scrollTop - offset) / height / STEP) * STEP
  return Math.max(-OVERSCAN, Math.min(step - OVERSCAN, count - 1))
}

export const useWindowRows = ({ count, height, offset }: Layout): WindowRows => {
  const getFirst = useCallback(
    () => firstRow(window.scrollY, { count, height, offset }),
    [count, height, offset],
  )
  const first = useSyncExternalStore(subscribe, getFirst)
  const visible = useSyncExternalStore(subscribe, () => Math.ceil(window.innerHeight / height))
  const last = first + visible + STEP + 2 * OVERSCAN
  return { first: Math.max(0, first), last: Math.min(count - 1, last) }
}
