// The path to which a browser returns after a login.

export interface PublicAddress {
  /** The gateway's origin as browsers see it. */
  readonly origin: string
  /** The path below which browsers see the gateway; empty for the root. */
  readonly basePath: string
}

/**
 * The requested path, below `basePath`; undefined if none is requested, or if it does not belong to this gateway. Clients need
 * not know `basePath`: `/graphql` is always the gateway's.
 */
export const returnToOf = (url: URL, { origin, basePath }: PublicAddress): string | undefined => {
  const path = url.searchParams.get('returnTo')
  if (path === null || !isOwnPath(path, origin)) return undefined
  return path.startsWith(`${basePath}/`) ? path : `${basePath}${path}`
}

/** The path with the result of the login in its parameter `login`; undefined for a path without that parameter. */
export const withLoginResult = (returnTo: string, result: string): string | undefined => {
  const { pathname, searchParams, hash } = new URL(returnTo, 'http://localhost')
  if (!searchParams.has('login')) return undefined
  searchParams.set('login', result)
  return `${pathname}?${searchParams}${hash}`
}

/** Rejects //host, and what browsers interpret as that. */
const isOwnPath = (path: string, origin: string): boolean =>
  /^\/(?![/\\])[\x21-\x7e]*$/.test(path) &&
  URL.canParse(path, origin) &&
  new URL(path, origin).origin === new URL(origin).origin
