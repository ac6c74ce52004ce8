/** Creates Set-Cookie values for the gateway's origin. A lifetime of 0 deletes the cookie. */
export const createSetCookie =
  (origin: string) =>
  (name: string, value: string, lifetimeMs: number): string =>
    [
      `${name}=${value}`,
      'Path=/',
      `Max-Age=${Math.floor(lifetimeMs / 1000)}`,
      'HttpOnly',
      'SameSite=Lax',
      ...(origin.startsWith('https:') ? ['Secure'] : []),
    ].join('; ')

export const readCookie = (header: string | null, name: string): string | undefined =>
  header
    ?.split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1)

/** Redirects with 303, so that the browser continues with GET after any method. */
export const redirect = (location: string, cookies: readonly string[]): Response => {
  const headers = new Headers({ location, 'cache-control': 'no-store' })
  for (const cookie of cookies) headers.append('set-cookie', cookie)
  return new Response(null, { status: 303, headers })
}
