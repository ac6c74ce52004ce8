// Shuts the gateway down: first the server, which finishes requests in flight, then the resources in reverse order.

export type Lifecycle = ReturnType<typeof createLifecycle>

export const createLifecycle = () => {
  let stopServer: (() => Promise<void>) | undefined
  const closers: (() => Promise<void>)[] = []
  let stopping = false
  return {
    onStop: (stop: () => Promise<void>): void => {
      stopServer = stop
    },
    onClose: (close: () => Promise<void>): void => {
      closers.push(close)
    },
    isStopping: (): boolean => stopping,
    close: async (): Promise<void> => {
      stopping = true
      await stopServer?.()
      for (const close of closers.splice(0).reverse()) await close()
    },
  }
}
