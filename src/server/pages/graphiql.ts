// GraphiQL's page. It contains everything that it needs, and its policy forbids everything else.

import { createHash } from 'node:crypto'

import { renderGraphiQL } from '@graphql-yoga/render-graphiql'

import { PAGE_HEADERS } from '../../auth/pages.ts'
import { BAR_SCRIPT, BAR_STYLE, barHtml } from './graphiql-bar.ts'

export interface Page {
  readonly body: Buffer
  readonly headers: Readonly<Record<string, string>>
}

export interface GraphiQLOptions {
  /** The operations in its tabs. */
  readonly operations: readonly string[]
  /** Whether there is a dashboard to link to. */
  readonly dashboard: boolean
}

const ROOT = '<div id="root"></div>'

/** The page takes 9 MB, most of it the script at its end. */
export const createGraphiQL = ({ operations, dashboard }: GraphiQLOptions): Page => {
  const html = renderGraphiQL({
    title: 'X metrics gateway',
    defaultTabs: operations.map((query) => ({ query })),
    defaultQuery: operations[0] ?? '',
    // Sends the session's cookie.
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
    // The bar's script must precede GraphiQL's, because it wraps fetch.
    `${barHtml(dashboard)}<script>${BAR_SCRIPT}</script><main id="root"></main>`,
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
    // The editors' workers, which the script creates from text.
    `worker-src blob:`,
    // The editors add style elements and attributes.
    `style-src 'unsafe-inline'`,
    `font-src data:`,
    `img-src data:`,
    `connect-src 'self'`,
    // The logout form.
    `form-action 'self'`,
    `frame-ancestors 'none'`,
    `base-uri 'none'`,
  ].join('; ')

const hashOf = (script: string): string =>
  `'sha256-${createHash('sha256').update(script).digest('base64')}'`
