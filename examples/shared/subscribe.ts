// Subscriptions over Server-Sent Events, for all three clients. graphql-sse reconnects after a lost connection. The last
// message's cursor, sent as $after, makes the gateway resume with the changes since that message.

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

/**
 * Creates a subscribe function, which returns a function that ends the subscription. Subscriptions must have the variable
 * $after and select the cursor.
 */
export const createSubscribe = ({ url, headers = () => ({}), retry }: Session) => {
  const client = createClient({ url, headers, ...(retry && { retry }) })
  return <Message>({ query, ...request }: Subscription, sink: Sink<Message>): (() => void) => {
    // graphql-sse serializes these again for each connection attempt.
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
