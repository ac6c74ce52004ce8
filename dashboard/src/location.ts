// The URL's hash as a store, and the scroll position of each entry of the browser's history.

import { useSyncExternalStore } from 'react'

const NAVIGATED = 'navigated'

const listeners = new Set<() => void>()

const notify = (): void => {
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useHash = (): string => useSyncExternalStore(subscribe, () => window.location.hash)

/** `replace` changes the current entry of the browser's history, instead of adding one. */
export const navigate = (hash: string, { replace = false } = {}): void => {
  if (hash === window.location.hash) return
  if (replace) window.history.replaceState(window.history.state, '', hash)
  else window.history.pushState({ key: createKey() }, '', hash)
  window.dispatchEvent(new Event(NAVIGATED))
}

/** Scroll positions by the key of a history entry. */
const positions = new Map<string, number>()
const STORAGE_KEY = 'x-metrics scroll'
/** The longest time in which content of a restored view is expected. */
const RESTORE_MS = 5000

/** Not `crypto.randomUUID`, which browsers have on https only. */
const createKey = (): string => Math.random().toString(36).slice(2)

const currentKey = (): string | undefined => {
  const state: unknown = window.history.state
  return typeof state === 'object' && state !== null && 'key' in state
    ? String(state.key)
    : undefined
}

const pathOf = (hash: string): string => hash.split('?')[0] ?? ''

const whenPersonScrolls = (listener: () => void, options: AddEventListenerOptions): void => {
  for (const type of ['wheel', 'touchstart', 'keydown', 'pointerdown']) {
    window.addEventListener(type, listener, options)
  }
}

/** Scrolls as soon as the content is long enough, unless the person scrolls first. */
const restore = (top: number): { readonly isOver: () => boolean } => {
  const controller = new AbortController()
  const { signal } = controller
  const end = (): void => controller.abort()
  const root = document.documentElement
  const observer = new ResizeObserver(() => {
    window.scrollTo(0, top)
    if (root.scrollHeight - window.innerHeight >= top) end()
  })
  signal.addEventListener('abort', () => observer.disconnect())
  whenPersonScrolls(end, { signal, passive: true })
  setTimeout(end, RESTORE_MS)
  observer.observe(document.body)
  return { isOver: () => signal.aborted }
}

/** Starts to follow the browser's history. Called once, before the first view is rendered. */
export const followHistory = (): void => {
  window.history.scrollRestoration = 'manual'
  const stored: unknown = JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? '[]')
  if (Array.isArray(stored)) for (const [key, top] of stored) positions.set(key, top)
  let restoring = { isOver: () => true }
  let path = pathOf(window.location.hash)

  const arrive = (): void => {
    const key = currentKey()
    const [before, top] = [path, key === undefined ? undefined : positions.get(key)]
    path = pathOf(window.location.hash)
    // A link of the page, or a hash typed by a person.
    if (key === undefined) window.history.replaceState({ key: createKey() }, '')
    if (top !== undefined) restoring = restore(top)
    else if (before !== path) window.scrollTo(0, 0)
    notify()
  }

  window.addEventListener('popstate', arrive)
  window.addEventListener(NAVIGATED, arrive)
  window.addEventListener('scroll', () => {
    const key = currentKey()
    if (key !== undefined && restoring.isOver()) positions.set(key, window.scrollY)
  })
  window.addEventListener('pagehide', () =>
    sessionStorage.setItem(STORAGE_KEY, JSON.stringify([...positions].slice(-100))),
  )
  arrive()
}
