// A shared HTTP cache in front of gateways, as permissive as RFC 9111 allows: it stores every response to a GET that does not
// forbid it, with a default lifetime if the response has none, as nginx does with proxy_cache_valid.
//
// @see https://www.rfc-editor.org/rfc/rfc9111

export interface CacheRequest {
  readonly method: 'GET' | 'POST'
  /** The path with the query string. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface CacheAnswer {
  readonly status: number
  readonly text: string
  readonly headers: Headers
  readonly fromCache: boolean
}

interface Stored extends Omit<CacheAnswer, 'fromCache'> {
  /** The request's headers that Vary names, with their values. */
  readonly varying: ReadonlyMap<string, string | null>
  readonly freshUntil: number
}

export interface SharedCacheOptions {
  readonly now: () => number
  /** The lifetime of responses that do not specify one. */
  readonly defaultLifetimeMs: number
}

export const createSharedCache = ({ now, defaultLifetimeMs }: SharedCacheOptions) => {
  /** Stored responses by path. The gateways behind the cache are equivalent. */
  const stored = new Map<string, Stored[]>()

  const lifetimeOf = ({ headers }: Pick<Stored, 'headers'>): number => {
    const control = directivesOf(headers.get('cache-control'))
    const seconds = control.get('s-maxage') ?? control.get('max-age')
    const age = Number(headers.get('age') ?? 0) * 1000
    if (seconds !== undefined) return Number(seconds) * 1000 - age
    const expires = headers.get('expires')
    if (expires === null) return defaultLifetimeMs - age
    const date = headers.get('date')
    return (Date.parse(expires) || 0) - (date === null ? now() : Date.parse(date)) - age
  }

  /** Whether §3 and §3.5 allow a shared cache to store the response. Responses that need revalidation are not stored. */
  const mayStore = (request: CacheRequest, { headers }: Pick<Stored, 'headers'>): boolean => {
    const control = directivesOf(headers.get('cache-control'))
    if (request.method !== 'GET' || headers.get('vary')?.includes('*')) return false
    if (['no-store', 'private', 'no-cache'].some((name) => control.has(name))) return false
    if (!('authorization' in request.headers)) return true
    return ['public', 's-maxage', 'must-revalidate'].some((name) => control.has(name))
  }

  const find = ({ method, path, headers }: CacheRequest): Stored | undefined =>
    method === 'GET'
      ? stored
          .get(path)
          ?.find(
            ({ varying, freshUntil }) =>
              now() < freshUntil &&
              [...varying].every(([name, value]) => (headers[name] ?? null) === value),
          )
      : undefined

  const store = (request: CacheRequest, answer: Omit<CacheAnswer, 'fromCache'>): void => {
    const names = (answer.headers.get('vary') ?? '').split(',').flatMap((name) => name.trim() || [])
    const varying = new Map(
      names.map((name) => [name.toLowerCase(), request.headers[name.toLowerCase()] ?? null]),
    )
    const others = (stored.get(request.path) ?? []).filter(({ freshUntil }) => now() < freshUntil)
    stored.set(request.path, [
      { ...answer, varying, freshUntil: now() + lifetimeOf(answer) },
      ...others,
    ])
  }

  return {
    /** @param request has header names in lower case */
    fetch: async (origin: string, request: CacheRequest): Promise<CacheAnswer> => {
      const cached = find(request)
      if (cached !== undefined) return { ...cached, fromCache: true }
      const { method, path, headers, body } = request
      const response = await fetch(`${origin}${path}`, {
        method,
        headers: { ...headers },
        ...(body !== undefined && { body }),
      })
      const answer = {
        status: response.status,
        headers: response.headers,
        text: await response.text(),
      }
      // §4.4: an unsafe method invalidates the stored responses of its URL.
      if (method === 'POST' && answer.status < 400) stored.delete(path)
      if (mayStore(request, answer)) store(request, answer)
      return { ...answer, fromCache: false }
    },
  }
}

/** Directives by lower-case name, with unquoted arguments. */
const directivesOf = (header: string | null): ReadonlyMap<string, string> =>
  new Map(
    [...(header ?? '').matchAll(/([^\s,=]+)(?:=(?:"([^"]*)"|([^\s,]*)))?/g)].map(
      ([, name = '', quoted, plain]) => [name.toLowerCase(), quoted ?? plain ?? ''],
    ),
  )
