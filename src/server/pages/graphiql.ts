// GraphiQL: a small page, and its script, style and icon as files whose addresses contain a hash of their content. The
// page's policy forbids everything else.

import { createHash } from 'node:crypto'

import { renderGraphiQL } from '@graphql-yoga/render-graphiql'

import { PAGE_HEADERS } from '../../auth/pages.ts'
import type { ExampleOperation } from '../options.ts'
import { BAR_SCRIPT, BAR_STYLE, barHtml } from './graphiql-bar.ts'
import { changedScript, startScript } from './graphiql-start.ts'
import { contentHash, createStaticFile, IMMUTABLE, type StaticFile } from './static-file.ts'

export interface GraphiQL {
  readonly page: { readonly body: Buffer; readonly headers: Readonly<Record<string, string>> }
  /** The page's files by their paths. */
  readonly files: ReadonlyMap<string, StaticFile>
}

export interface GraphiQLOptions {
  /** The operations in its tabs. */
  readonly operations: readonly ExampleOperation[]
  /** Whether there is a dashboard to link to. */
  readonly dashboard: boolean
  readonly compression: boolean
  readonly basePath: string
}

const DIRECTORY = '/graphiql/'

/** The package renders one page of 9 MB, with everything inline. */
export const createGraphiQL = ({
  operations,
  dashboard,
  compression,
  basePath,
}: GraphiQLOptions): GraphiQL => {
  const html = renderGraphiQL()
  const files = new Map<string, StaticFile>()
  const addFile = (extension: string, type: string, body: Buffer): string => {
    const path = `${DIRECTORY}${contentHash(body)}.${extension}`
    const headers = { 'content-type': type, 'cache-control': IMMUTABLE }
    files.set(path, createStaticFile(body, headers, compression))
    return `${basePath}${path}`
  }
  const script = changedScript(between(html, '<script>', START))
  const start = startScript({
    title: 'X metrics gateway',
    endpoint: `${basePath}/graphql`,
    defaultTabs: operations.map(({ query, variables }) => ({
      query,
      ...(variables && { variables: JSON.stringify(variables, null, 2) }),
    })),
    defaultQuery: operations[0]?.query ?? '',
    // Sends the session's cookie.
    credentials: 'same-origin',
  })
  const icon = Buffer.from(between(html, ICON, '"'), 'base64')
  const scriptPath = addFile('js', 'text/javascript; charset=utf-8', Buffer.from(script))
  const stylePath = addFile(
    'css',
    'text/css; charset=utf-8',
    Buffer.from(between(html, '<style>', '</style>')),
  )
  const iconPath = addFile('ico', 'image/x-icon', icon)
  const body = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>X metrics gateway</title>
<link rel="icon" href="${iconPath}">
<link rel="stylesheet" href="${stylePath}">
<style>${BAR_STYLE}</style>
</head>
<body id="body" class="no-focus-outline">
<noscript>You need to enable JavaScript to run this app.</noscript>
${barHtml(dashboard, basePath)}
<script>${BAR_SCRIPT}</script>
<main id="root"></main>
<script src="${scriptPath}"></script>
<script>${start}</script>
</body>
</html>
`
  return {
    page: {
      body: Buffer.from(body),
      headers: {
        'content-type': 'text/html; charset=utf-8',
        ...PAGE_HEADERS,
        'content-security-policy': policyFor([BAR_SCRIPT, start]),
      },
    },
    files,
  }
}

/** The call that ends the package's script, which the page's start script replaces. */
const START = 'YogaGraphiQL.renderYogaGraphiQL('
const ICON = 'data:image/x-icon;base64,'

const between = (text: string, begin: string, end: string): string => {
  const from = text.indexOf(begin) + begin.length
  return text.slice(from, text.indexOf(end, from))
}

const policyFor = (scripts: readonly string[]): string =>
  [
    `default-src 'none'`,
    `script-src 'self' ${scripts.map(hashOf).join(' ')}`,
    // The editors' workers, which the script creates from text.
    `worker-src blob:`,
    // The editors add style elements and attributes.
    `style-src 'self' 'unsafe-inline'`,
    `font-src data:`,
    `img-src 'self' data:`,
    `connect-src 'self'`,
    // The logout form.
    `form-action 'self'`,
    `frame-ancestors 'none'`,
    `base-uri 'none'`,
  ].join('; ')

const hashOf = (script: string): string =>
  `'sha256-${createHash('sha256').update(script).digest('base64')}'`
