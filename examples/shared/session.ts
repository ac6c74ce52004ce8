// Where the gateway is, and who asks it.

export interface Session {
  /** As in https://gateway.example/graphql. */
  readonly url: string
  /**
   * An X-User-Token, or Authorization with the GATEWAY_KEY. A browser that has logged in leaves it out: the gateway's
   * cookie goes along by itself.
   */
  readonly headers?: () => Record<string, string>
  /** Waits until a stream that broke off is asked for again. @default a bit longer each time, from two seconds on */
  readonly retry?: (attempts: number) => Promise<void>
}
