import type { ServerResponse } from 'node:http'

import { PAGE_HEADERS } from '../../auth/pages.ts'

export const sendText = (response: ServerResponse, status: number, text: string): void => {
  const headers = { ...PAGE_HEADERS, 'content-type': 'text/plain; charset=utf-8' }
  response.writeHead(status, headers).end(text)
}
