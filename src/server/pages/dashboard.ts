// Serves the built files of the dashboard from memory, compressed if the browser supports it. They contain no data: the
// dashboard queries the gateway like any other client.

import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

import { PAGE_HEADERS } from '../../auth/pages.ts'
import { packageFile } from '../../infra/package-root.ts'

/** Returns whether it has responded. */
export type Dashboard = (
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
) => Promise<boolean>

interface File {
  readonly body: Buffer
  readonly gzipped: Buffer
  readonly headers: Readonly<Record<string, string>>
}

const DASHBOARD = packageFile('dashboard/dist')

const TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.txt', 'text/plain; charset=utf-8'],
])

/** Images are loaded from X. */
const POLICY = [
  `default-src 'none'`,
  `script-src 'self'`,
  // Charts position their parts with style attributes.
  `style-src 'self' 'unsafe-inline'`,
  `img-src 'self' data: https:`,
  `connect-src 'self'`,
  `form-action 'self'`,
  `frame-ancestors 'none'`,
  `base-uri 'none'`,
].join('; ')

/** Names of assets contain a hash of their content. */
const IMMUTABLE = 'public, max-age=31536000, immutable'

const compress = promisify(gzip)

const read = async (path: string, name: string): Promise<File> => {
  const body = await readFile(path)
  const type = TYPES.get(extname(path)) ?? 'application/octet-stream'
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 22)
  return {
    body,
    gzipped: await compress(body, { level: 9 }),
    headers: {
      'content-type': type,
      vary: 'accept-encoding',
      etag: `"${hash}"`,
      'cache-control': name.startsWith('/assets/') ? IMMUTABLE : 'no-cache',
      ...(type.startsWith('text/html') && {
        ...PAGE_HEADERS,
        'content-security-policy': POLICY,
      }),
    },
  }
}

/** The files by their URL paths; empty if the dashboard has not been built. */
const readAll = async (directory: string): Promise<ReadonlyMap<string, File>> => {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries.filter((entry) => entry.isFile())
  return new Map(
    await Promise.all(
      files.map(async ({ parentPath, name: base }) => {
        const path = join(parentPath, base)
        const name = `/${relative(directory, path).split(sep).join('/')}`
        return [name === '/index.html' ? '/' : name, await read(path, name)] as const
      }),
    ),
  )
}

export const createDashboard = (directory = DASHBOARD): Dashboard => {
  let files: Promise<ReadonlyMap<string, File>> | undefined
  /** While the dashboard is being built, files come and go: the next request reads them again. */
  const retryLater = (error: unknown): never => {
    files = undefined
    throw error
  }
  return async ({ method, headers }, response, path) => {
    if (method !== 'GET' && method !== 'HEAD') return false
    files ??= readAll(directory)
    const found = await files.catch(retryLater)
    if (found.size === 0) files = undefined
    const file = found.get(path)
    if (file === undefined) return false
    if (headers['if-none-match'] === file.headers.etag) {
      response.writeHead(304, file.headers).end()
      return true
    }
    const acceptsGzip = /\bgzip\b/.test(String(headers['accept-encoding'] ?? ''))
    const body = acceptsGzip ? file.gzipped : file.body
    response.writeHead(200, {
      ...file.headers,
      ...(acceptsGzip && { 'content-encoding': 'gzip' }),
      'content-length': body.length,
    })
    response.end(method === 'HEAD' ? undefined : body)
    return true
  }
}
