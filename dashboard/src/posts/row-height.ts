// The height of the rows of a list, which CSS and the virtualizer agree on: a row of the table, or a card.

import { useSyncExternalStore } from 'react'

const NARROW = window.matchMedia('(width < 62rem)')

/** As in posts.css. */
const [ROW_REM, CARD_REM] = [5, 9.25]

const measure = (): number => {
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
  return Math.round((NARROW.matches ? CARD_REM : ROW_REM) * rem)
}

let height = measure()

const subscribe = (listener: () => void): (() => void) => {
  const update = (): void => {
    height = measure()
    listener()
  }
  window.addEventListener('resize', update)
  return () => window.removeEventListener('resize', update)
}

export const useRowHeight = (): number => useSyncExternalStore(subscribe, () => height)
