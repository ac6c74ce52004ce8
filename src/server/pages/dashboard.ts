// Serves the built files of the dashboard. They contain no data: the dashboard queries the gateway like any other client.

import { readdir, readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, relative, sep } from 'node:path'

import { PAGE_HEADERS } from '../../auth/pages.ts'
import { packageFile } from '../../infra/package-root.ts'
import { createStaticFile, IMMUTABLE, type StaticFile } from './static-file.ts'

/** Returns whether it has responded. */
export type Dashboard = (
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
) => Promise<boolean>

interface DashboardOptions {
  readonly compression: boolean
  /** The origins from which the page may load pictures, beside its own. */
  readonly pictureOrigins: readonly string[]
  /** @default the built dashboard of this package */
  readonly directory?: string
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

const policyOf = (pictureOrigins: readonly string[]): string =>
  [
    `default-src 'none'`,
    `script-src 'self'`,
    // Charts position their parts with style attributes.
    `style-src 'self' 'unsafe-inline'`,
    `img-src ${[`'self'`, ...pictureOrigins].join(' ')}`,
    `connect-src 'self'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
    `base-uri 'none'`,
  ].join('; ')

const read = async (
  path: string,
  name: string,
  { compression, pictureOrigins }: DashboardOptions,
): Promise<StaticFile> => {
  const type = TYPES.get(extname(path)) ?? 'application/octet-stream'
  const headers = {
    'content-type': type,
    // Names of assets contain a hash of their content.
    'cache-control': name.startsWith('/assets/') ? IMMUTABLE : 'no-cache',
    ...(type.startsWith('text/html') && {
      ...PAGE_HEADERS,
      'content-security-policy': policyOf(pictureOrigins),
    }),
  }
  return createStaticFile(await readFile(path), headers, compression)
}

/** The files by their URL paths; empty if the dashboard has not been built. */
const readAll = async (options: DashboardOptions): Promise<ReadonlyMap<string, StaticFile>> => {
  const { directory = DASHBOARD } = options
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries.filter((entry) => entry.isFile())
  return new Map(
    await Promise.all(
      files.map(async ({ parentPath, name: base }) => {
        const path = join(parentPath, base)
        const name = `/${relative(directory, path).split(sep).join('/')}`
        return [name === '/index.html' ? '/' : name, await read(path, name, options)] as const
      }),
    ),
  )
}

export const createDashboard = (options: DashboardOptions): Dashboard => {
  let files: Promise<ReadonlyMap<string, StaticFile>> | undefined
  /** While the dashboard is being built, files come and go: the next request reads them again. */
  const retryLater = (error: unknown): never => {
    files = undefined
    throw error
  }
  return async (request, response, path) => {
    const { method } = request
    if (method !== 'GET' && method !== 'HEAD') return false
    files ??= readAll(options)
    const found = await files.catch(retryLater)
    if (found.size === 0) files = undefined
    const file = found.get(path)
    if (file === undefined) return false
    await file.send(request, response)
    return true
  }
}
