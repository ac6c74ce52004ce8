// From node:http to a Request, and from a Response back: for what answers in the web's own terms.

import type { IncomingMessage, ServerResponse } from 'node:http'

/** Bodies are not read: what is asked is in the address and the headers. */
const requestOf = ({ method = 'GET', url = '/', headers }: IncomingMessage): Request =>
  new Request(new URL(url, `http://${headers.host}`), {
    method,
    headers: Object.entries(headers).flatMap(([name, value]) =>
      [value ?? []].flat().map((each): [string, string] => [name, each]),
    ),
  })

export const answer = async (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handle: (request: Request) => Promise<Response>,
): Promise<void> => {
  let request: Request
  try {
    request = requestOf(incoming)
  } catch {
    // A Host or an address that is none.
    outgoing.writeHead(400).end()
    return
  }
  const response = await handle(request)
  outgoing.statusCode = response.status
  outgoing.setHeaders(response.headers)
  outgoing.end(Buffer.from(await response.arrayBuffer()))
}
