// GraphiQL's page, made once: everything that it needs is in it, and nothing else may run, load or be sent from it.

import { createHash } from 'node:crypto'

import { renderGraphiQL } from '@graphql-yoga/render-graphiql'

import { PAGE_HEADERS } from '../auth/pages.ts'

export interface Page {
  readonly body: Buffer
  readonly headers: Readonly<Record<string, string>>
}

export const createGraphiQL = (operations: readonly string[]): Page => {
  const html = renderGraphiQL({
    title: 'X metrics gateway',
    defaultTabs: operations.map((query) => ({ query })),
    defaultQuery: operations[0] ?? '',
    // The session's cookie goes along.
    credentials: 'same-origin',
  })
  const script = html.slice(
    html.indexOf('<script>') + '<script>'.length,
    html.lastIndexOf('</script>'),
  )
  return {
    body: Buffer.from(html),
    headers: {
      'content-type': 'text/html; charset=utf-8',
      ...PAGE_HEADERS,
      'content-security-policy': policyFor(script),
      'cache-control': 'no-store',
    },
  }
}

const policyFor = (script: string): string =>
  [
    `default-src 'none'`,
    `script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`,
    // Its editors and their languages, made by the script from text of its own.
    `worker-src blob:`,
    // The editors write style elements, and attributes, as they go.
    `style-src 'unsafe-inline'`,
    `font-src data:`,
    `img-src data:`,
    `connect-src 'self'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
    `base-uri 'none'`,
  ].join('; ')
