// The gateway's address and the caller's credentials.

export interface Session {
  /** The GraphQL endpoint, such as https://gateway.example/graphql. */
  readonly url: string
  /**
   * Headers with credentials: X-User-Token, or Authorization with the GATEWAY_KEY. Omit them in a browser after a login:
   * it sends the session cookie automatically.
   */
  readonly headers?: () => Record<string, string>
  /** Waits before a reconnection attempt. By default, an exponential backoff that starts at two seconds. */
  readonly retry?: (attempts: number) => Promise<void>
}
