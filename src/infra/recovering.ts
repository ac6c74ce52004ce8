// Opens a store that may be down at the start: it is opened again in the background until it is there, and the gateway
// serves meanwhile what it can without it.

import { GatewayError, StoreUnavailable } from './errors.ts'

export interface StoreEvents {
  /** Called when the store becomes unavailable, and when the cause changes. */
  readonly onUnavailable: (error: Error) => void
  readonly onAvailable: () => void
  /** Called with a sentence about the stored data. */
  readonly onWarning: (message: string) => void
}

export interface RecoveringOptions<T> extends StoreEvents {
  readonly open: () => Promise<T>
  readonly close: (opened: T) => Promise<void>
  /** Whether the start fails instead (STRICT_START). */
  readonly strict: boolean
}

export interface Recovering<T> {
  /** @throws the error of the last attempt until the store is open */
  get(): T
  isOpen(): boolean
  close(): Promise<void>
}

const RETRY_MS = 2000

/** @throws the error of the first attempt if it cannot pass */
export const openRecovering = async <T>(options: RecoveringOptions<T>): Promise<Recovering<T>> => {
  let opened: { readonly store: T } | undefined
  let failure = new Error('The store is not open yet.')
  let closed = false
  let timer: NodeJS.Timeout | undefined
  let pending: Promise<void> = Promise.resolve()

  const open = async (): Promise<void> => {
    const store = await options.open()
    if (closed) await options.close(store)
    else opened = { store }
  }

  const onFailure = (error: unknown): void => {
    const { message } = failure
    failure = error instanceof Error ? error : new Error(String(error))
    if (failure.message !== message) options.onUnavailable(failure)
    if (!closed) timer = setTimeout(retry, RETRY_MS).unref()
  }

  const retry = (): void => {
    pending = open().then(() => {
      if (opened !== undefined) options.onAvailable()
    }, onFailure)
  }

  try {
    await open()
  } catch (error) {
    if (options.strict || !mayPass(error)) throw error
    onFailure(error)
  }

  return {
    get: () => {
      if (opened === undefined) throw failure
      return opened.store
    },
    isOpen: () => opened !== undefined,
    close: async () => {
      closed = true
      clearTimeout(timer)
      await pending
      if (opened !== undefined) await options.close(opened.store)
    },
  }
}

const mayPass = (error: unknown): boolean =>
  error instanceof StoreUnavailable || error instanceof GatewayError
