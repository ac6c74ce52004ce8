// A client of Server-Sent Events that reads one event at a time.

export interface SentEvent {
  readonly event: string
  readonly id: string | undefined
  // biome-ignore lint/suspicious/noExplicitAny: a test knows what it has selected
  readonly data: any
}

export interface Events extends AsyncDisposable {
  readonly status: number
  readonly headers: Headers
  /** Waits for the next event; undefined at the end of the stream. */
  next(): Promise<SentEvent | undefined>
  /** The number of comments so far, which are heartbeats. */
  heartbeats(): number
  /** The server's `retry` field: milliseconds before a reconnection. */
  retryMs(): number | undefined
  /** Closes the connection. */
  close(): void
}

export interface EventsOptions {
  readonly variables?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
  /** @default 'POST' */
  readonly method?: 'GET' | 'POST'
}

export const subscribe = async (
  url: string,
  query: string,
  { variables = {}, headers = {}, method = 'POST' }: EventsOptions = {},
): Promise<Events> => {
  const connection = new AbortController()
  const parameters = new URLSearchParams({ query, variables: JSON.stringify(variables) })
  const response = await (method === 'POST'
    ? fetch(`${url}/graphql`, {
        method,
        headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
        body: JSON.stringify({ query, variables }),
        signal: connection.signal,
      })
    : fetch(`${url}/graphql?${parameters}`, {
        headers: { accept: 'text/event-stream', ...headers },
        signal: connection.signal,
      }))
  const decoder = new TextDecoder()
  const reader = response.body?.getReader()
  let text = ''
  let heartbeats = 0
  let retryMs: number | undefined
  const close = (): void => connection.abort()
  return {
    status: response.status,
    headers: response.headers,
    close,
    heartbeats: () => heartbeats,
    retryMs: () => retryMs,
    [Symbol.asyncDispose]: async () => close(),
    next: async () => {
      for (;;) {
        const end = text.indexOf('\n\n')
        if (end >= 0) {
          const block = text.slice(0, end)
          text = text.slice(end + 2)
          const retry = /^retry: (\d+)$/.exec(block)?.[1]
          if (retry !== undefined) retryMs = Number(retry)
          else if (block.startsWith(':')) heartbeats += 1
          else return parseEvent(block)
          continue
        }
        const part = await reader?.read().catch(() => undefined)
        if (part?.value === undefined) return undefined
        text += decoder.decode(part.value, { stream: true })
      }
    },
  }
}

const parseEvent = (block: string): SentEvent => {
  const fields = new Map(
    block.split('\n').map((line) => {
      const [, name = '', value = ''] = /^([^:]*): ?(.*)$/.exec(line) ?? []
      return [name, value]
    }),
  )
  const data = fields.get('data') ?? ''
  return {
    event: fields.get('event') ?? '',
    id: fields.get('id'),
    data: data === '' ? undefined : JSON.parse(data),
  }
}
