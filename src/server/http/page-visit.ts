// Browsers that come to the address are shown GraphiQL, or told that there is none: never what their address asks.

import type { IncomingMessage } from 'node:http'

export const isPageVisit = ({ method, headers: { accept } }: IncomingMessage): boolean =>
  method === 'GET' && accept?.includes('text/html') === true
