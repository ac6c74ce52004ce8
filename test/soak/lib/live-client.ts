// A subscriber with a socket of its own, which records compactly the posts of each message and the latest likes.

import { Agent, type ClientRequest, request } from 'node:http'

const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY })

export interface Subscriber {
  /** The post ids of each message. */
  readonly messages: readonly (readonly string[])[]
  /** The latest likes of each post. */
  readonly likes: ReadonlyMap<string, number>
  /** Posts whose private metrics were received. */
  readonly private: ReadonlySet<string>
  /** Codes of errors. */
  readonly errors: readonly string[]
  /** The time of the `complete` event. */
  completedAt: number | undefined
  /** The time at which the connection was closed. */
  closedAt: number | undefined
}

interface Post {
  readonly id: string
  readonly publicMetrics: { readonly likeCount: number }
  readonly organicMetrics?: object | null
}

interface Message {
  readonly data?: { readonly postMetrics: { readonly posts: readonly Post[] } }
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[]
}

export const subscribe = (
  url: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Subscriber => {
  const messages: string[][] = []
  const likes = new Map<string, number>()
  const withPrivateMetrics = new Set<string>()
  const errors: string[] = []
  const subscriber: Subscriber = {
    messages,
    likes,
    private: withPrivateMetrics,
    errors,
    completedAt: undefined,
    closedAt: undefined,
  }
  const take = (block: string): void => {
    if (block.startsWith(':')) return
    if (block.startsWith('event: complete')) subscriber.completedAt = performance.now()
    const json = /^data: (.+)$/m.exec(block)?.[1]
    if (json === undefined) return
    const { data, errors: newErrors = [] } = JSON.parse(json) as Message
    errors.push(...newErrors.map(({ extensions }) => extensions.code))
    if (data === undefined) return
    const { posts } = data.postMetrics
    messages.push(posts.map(({ id }) => id))
    for (const { id, publicMetrics, organicMetrics } of posts) {
      likes.set(id, publicMetrics.likeCount)
      if (organicMetrics) withPrivateMetrics.add(id)
    }
  }
  const sent: ClientRequest = request(`${url}/graphql`, {
    agent,
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      'content-length': Buffer.byteLength(body),
      ...headers,
    },
  })
  const close = (): void => {
    subscriber.closedAt ??= performance.now()
  }
  sent.on('error', close).on('response', (response) => {
    let text = ''
    response.setEncoding('utf8')
    response.on('error', close).on('data', (part: string) => {
      const blocks = `${text}${part}`.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) take(block)
    })
    response.socket.once('close', close)
  })
  sent.end(body)
  return subscriber
}
