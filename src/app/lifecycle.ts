// Shuts the gateway down: first the server, which finishes requests in flight, then the resources in reverse order.

export interface Lifecycle {
  /** Registers the shutdown of the server. */
  onStop(stop: () => Promise<void>): void
  /** Registers the release of a resource. */
  onClose(close: () => Promise<void>): void
  isStopping(): boolean
  close(): Promise<void>
}

export const createLifecycle = (): Lifecycle => {
  let stopServer: (() => Promise<void>) | undefined
  const closers: (() => Promise<void>)[] = []
  let stopping = false
  return {
    onStop: (stop) => {
      stopServer = stop
    },
    onClose: (close) => {
      closers.push(close)
    },
    isStopping: () => stopping,
    close: async () => {
      stopping = true
      await stopServer?.()
      for (const close of closers.splice(0).reverse()) await close()
    },
  }
}
