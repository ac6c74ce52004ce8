// GraphiQL's page, made once: everything that it needs is in it, and nothing else may run, load or be sent from it.

import { createHash } from 'node:crypto'

import { renderGraphiQL } from '@graphql-yoga/render-graphiql'

import { PAGE_HEADERS } from '../../auth/pages.ts'
import { BAR_SCRIPT, BAR_STYLE, barWith } from './graphiql-bar.ts'

export interface Page {
  readonly body: Buffer
  readonly headers: Readonly<Record<string, string>>
}

export interface GraphiQLOptions {
  /** Ready in tabs. */
  readonly operations: readonly string[]
  /** Whether there is one to go to. */
  readonly dashboard: boolean
}

const ROOT = '<div id="root"></div>'

/** The page is nine megabytes, most of it the one script at its end. */
export const createGraphiQL = ({ operations, dashboard }: GraphiQLOptions): Page => {
  const html = renderGraphiQL({
    title: 'X metrics gateway',
    defaultTabs: operations.map((query) => ({ query })),
    defaultQuery: operations[0] ?? '',
    // The session's cookie goes along.
    credentials: 'same-origin',
  })
  const headEnd = html.indexOf('</head>')
  const root = html.indexOf(ROOT)
  const begin = html.indexOf('<script>') + '<script>'.length
  const script = html.slice(begin, html.lastIndexOf('</script>'))
  const body = [
    html.slice(0, headEnd),
    `<meta name="viewport" content="width=device-width"><style>${BAR_STYLE}</style>`,
    html.slice(headEnd, root),
    // Before GraphiQL's: it listens to what GraphiQL asks.
    `${barWith(dashboard)}<script>${BAR_SCRIPT}</script><main id="root"></main>`,
    html.slice(root + ROOT.length),
  ].join('')
  return {
    body: Buffer.from(body),
    headers: {
      'content-type': 'text/html; charset=utf-8',
      ...PAGE_HEADERS,
      'content-security-policy': policyFor([BAR_SCRIPT, script]),
    },
  }
}

const policyFor = (scripts: readonly string[]): string =>
  [
    `default-src 'none'`,
    `script-src ${scripts.map(hashOf).join(' ')}`,
    // Its editors and their languages, made by the script from text of its own.
    `worker-src blob:`,
    // The editors write style elements, and attributes, as they go.
    `style-src 'unsafe-inline'`,
    `font-src data:`,
    `img-src data:`,
    `connect-src 'self'`,
    // Logging out.
    `form-action 'self'`,
    `frame-ancestors 'none'`,
    `base-uri 'none'`,
  ].join('; ')

const hashOf = (script: string): string =>
  `'sha256-${createHash('sha256').update(script).digest('base64')}'`
