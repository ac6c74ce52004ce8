// The address of a Redis: one server, or the Sentinels that know which server is the master.
//
//   redis://user:password@host:6379/0
//   redis-sentinel://user:password@sentinel-1:26379,sentinel-2:26379/0?master=name&sentinelPassword=password
//
// With TLS, the schemes are rediss and rediss-sentinel.

export interface HostAndPort {
  readonly host: string
  readonly port: number
}

export interface Login {
  readonly username?: string
  readonly password?: string
}

export interface RedisAddress extends Login {
  readonly tls: boolean
  readonly database: number
  /** The server, or the Sentinels. */
  readonly servers: readonly HostAndPort[]
  readonly sentinel: (Login & { readonly master: string }) | undefined
}

const PARTS = /^(rediss?)(-sentinel)?:\/\/((?:[^/?#]*@)?)([^/?#]+)(?:\/(\d*))?(\?[^#]*)?$/

const PARAMETERS: readonly string[] = ['master', 'sentinelUsername', 'sentinelPassword']

/** @throws an error whose message completes the sentence "REDIS_URL …" */
export const parseRedisUrl = (url: string): RedisAddress => {
  const [, scheme, sentinel, user = '', hosts = '', database = '', query = ''] =
    PARTS.exec(url) ?? []
  if (scheme === undefined) throw new Error(explainShape(url))
  const parameters = new URLSearchParams(query)
  const unknown = [...parameters.keys()].find((name) => !PARAMETERS.includes(name))
  if (unknown !== undefined || (query !== '' && sentinel === undefined)) {
    throw new Error('has a parameter that no Redis address has')
  }
  const servers = hosts.split(',').map((host) => parseHost(host, sentinel ? 26_379 : 6379))
  if (sentinel === undefined && servers.length > 1) {
    throw new Error('has several hosts, which only a redis-sentinel address may have')
  }
  return {
    tls: scheme === 'rediss',
    database: Number(database),
    servers,
    sentinel: sentinel === undefined ? undefined : parseSentinel(parameters),
    ...parseLogin(user),
  }
}

const explainShape = (url: string): string =>
  /^rediss?(-sentinel)?:\/\/[^/]/.test(url)
    ? 'has a path that is not the number of a database, such as redis://host/1'
    : 'must be a redis, rediss, redis-sentinel or rediss-sentinel address'

const parseHost = (text: string, defaultPort: number): HostAndPort => {
  const url = URL.parse(`redis://${text}`)
  if (url === null || url.hostname === '') throw new Error('has a host that is not valid')
  // An IPv6 address is in brackets.
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port) || defaultPort }
}

const parseSentinel = (parameters: URLSearchParams): RedisAddress['sentinel'] => {
  const master = parameters.get('master')
  if (!master)
    throw new Error('needs the name of the master, such as redis-sentinel://host?master=name')
  return {
    master,
    ...login(parameters.get('sentinelUsername'), parameters.get('sentinelPassword')),
  }
}

const parseLogin = (user: string): Login => {
  const { username, password } = new URL(`redis://${user}host`)
  try {
    return login(decodeURIComponent(username), decodeURIComponent(password))
  } catch {
    throw new Error('has a % in its password, which must be written as %25')
  }
}

const login = (username: string | null, password: string | null): Login => ({
  ...(username && { username }),
  ...(password && { password }),
})

/** The address without passwords, for messages. */
export const describeAddress = ({ servers, sentinel }: RedisAddress): string => {
  const hosts = servers.map(({ host, port }) => `${host}:${port}`).join(', ')
  return sentinel === undefined ? hosts : `${sentinel.master} (Sentinels ${hosts})`
}
