// Subscription clients that reconnect automatically: graphql-sse as in the examples, and a client that follows the HTML
// standard's EventSource. Each collects the latest likes of posts.

import { setTimeout } from 'node:timers/promises'

import { createSubscribe } from '../../examples/shared/subscribe.ts'

export interface Subscriber {
  /** The latest likes of each post. */
  readonly likes: ReadonlyMap<string, number>
  /** The number of messages so far. */
  messages(): number
  /** The number of connection attempts so far. */
  connections(): number
  /** The reason why the client stopped reconnecting. */
  ended(): string | undefined
  close(): void
}

interface Message {
  readonly data?: {
    readonly postMetrics: {
      readonly posts: readonly {
        readonly id: string
        readonly publicMetrics: { readonly likeCount: number }
      }[]
    }
  }
  readonly errors?: readonly object[]
}

export interface Subscription {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
}

const createTotals = () => {
  const likes = new Map<string, number>()
  const counts = { messages: 0, connections: 0 }
  let ended: string | undefined
  return {
    likes,
    counts,
    messages: () => counts.messages,
    connections: () => counts.connections,
    ended: () => ended,
    end: (why: string): void => {
      ended ??= why
    },
    take: ({ data, errors }: Message): void => {
      counts.messages += 1
      if (errors !== undefined) ended ??= JSON.stringify(errors)
      for (const { id, publicMetrics } of data?.postMetrics.posts ?? []) {
        likes.set(id, publicMetrics.likeCount)
      }
    },
  }
}

/** Resumes with the variable $after. */
export const subscribeByGraphqlSse = (url: string, subscription: Subscription): Subscriber => {
  const totals = createTotals()
  const subscribe = createSubscribe({
    url: `${url}/graphql`,
    headers: () => {
      totals.counts.connections += 1
      return {}
    },
    retry: () => setTimeout(100 + Math.random() * 400),
  })
  const close = subscribe<Message>(subscription, {
    next: totals.take,
    error: (error) => totals.end(String(error)),
    complete: () => totals.end('complete'),
  })
  return { ...totals, close }
}

/** Resumes with the Last-Event-ID header. */
export const subscribeByEventSource = (
  url: string,
  { query, variables }: Subscription,
): Subscriber => {
  const totals = createTotals()
  const connection = new AbortController()
  const { signal } = connection
  const address = `${url}/graphql?${new URLSearchParams({ query, variables: JSON.stringify(variables) })}`
  let lastEventId = ''
  let retryMs = 3000

  const take = (block: string): void => {
    const fields = new Map(
      block
        .split('\n')
        .map((line): [string, string] => [
          line.slice(0, line.indexOf(':')),
          line.slice(line.indexOf(':') + 1).trimStart(),
        ]),
    )
    retryMs = Number(fields.get('retry') ?? retryMs)
    lastEventId = fields.get('id') ?? lastEventId
    if (fields.get('event') === 'next') totals.take(JSON.parse(fields.get('data') ?? ''))
    if (fields.get('event') === 'complete') totals.end('complete')
  }

  const connect = async (): Promise<void> => {
    totals.counts.connections += 1
    const headers = { accept: 'text/event-stream', 'last-event-id': lastEventId }
    const response = await fetch(address, { headers, signal })
    if (response.status !== 200) return totals.end(`status ${response.status}`)
    let text = ''
    for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const blocks = `${text}${part}`.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) take(block)
    }
  }

  const run = async (): Promise<void> => {
    while (totals.ended() === undefined && !signal.aborted) {
      await connect().catch(() => {})
      await setTimeout(retryMs, undefined, { signal })
    }
  }
  run().catch(() => {})
  return { ...totals, close: () => connection.abort() }
}
