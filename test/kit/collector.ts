// A trace collector that records the exported spans.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Span {
  readonly name: string
  readonly spanId: string
  readonly traceId: string
  readonly parentSpanId?: string
  readonly attributes: readonly { readonly key: string; readonly value: Record<string, unknown> }[]
}

export const startCollector = async () => {
  const spans: Span[] = []
  const server = createServer(async (request, response) => {
    const { resourceSpans } = JSON.parse(Buffer.concat(await request.toArray()).toString())
    for (const { scopeSpans } of resourceSpans) {
      for (const scope of scopeSpans) spans.push(...scope.spans)
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** The attributes of the first span of a name. */
    attributesOf: (name: string): Readonly<Record<string, unknown>> =>
      Object.fromEntries(
        spans
          .find((span) => span.name === name)
          ?.attributes.map(({ key, value }) => [key, Object.values(value)[0]]) ?? [],
      ),
    spans,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
