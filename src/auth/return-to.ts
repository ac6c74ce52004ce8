// The path to which a browser returns after a login.

/** The requested path; undefined if none is requested, or if it does not belong to this gateway. */
export const returnToOf = (url: URL, origin: string): string | undefined => {
  const path = url.searchParams.get('returnTo')
  return path !== null && isOwnPath(path, origin) ? path : undefined
}

/** Rejects //host, and what browsers interpret as that. */
const isOwnPath = (path: string, origin: string): boolean =>
  /^\/(?![/\\])[\x21-\x7e]*$/.test(path) &&
  URL.canParse(path, origin) &&
  new URL(path, origin).origin === new URL(origin).origin
