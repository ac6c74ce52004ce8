// Subscriptions over Server-Sent Events, for all three clients. graphql-sse asks again when a stream breaks off; given
// the last message's cursor it is told only what has changed since.

import { createClient } from 'graphql-sse'

import type { Session } from './session.ts'

interface Subscription {
  readonly query?: string | null | undefined
  readonly variables?: object | undefined
}

interface Sink<Message> {
  next(message: Message): void
  error(error: Error): void
  complete(): void
}

/** Takes subscriptions that have a variable $after and select the cursor; gives what ends them. */
export const createLive = ({ url, headers = () => ({}), retry }: Session) => {
  const client = createClient({ url, headers, ...(retry && { retry }) })
  return <Message>({ query, ...request }: Subscription, sink: Sink<Message>): (() => void) => {
    // Read anew for each attempt.
    const variables: Record<string, unknown> = { ...request.variables }
    return client.subscribe<{ postMetrics?: { cursor?: string } }>(
      { query: query ?? '', variables },
      {
        next: (message) => {
          variables.after = message.data?.postMetrics?.cursor ?? variables.after
          sink.next(message as Message)
        },
        error: (error) => sink.error(error as Error),
        complete: () => sink.complete(),
      },
    )
  }
}
