// A server in place of X that answers every request with the same bytes.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface FixedResponse extends AsyncDisposable {
  readonly url: string
}

export const startFixedResponse = async (
  status: number,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = { 'content-type': 'application/json' },
): Promise<FixedResponse> => {
  const server = createServer((_, response) => {
    response.writeHead(status, headers).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
