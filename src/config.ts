// The environment, read once into a frozen value. An empty variable is an unset one; every mistake is
// reported at once, as a sentence that names its variable.

import { z } from 'zod'

type Environment = Readonly<Record<string, string | undefined>>

const whole = (least: number, most = Number.MAX_SAFE_INTEGER) =>
  z.coerce
    .number({ error: 'must be a whole number' })
    .int('must be a whole number')
    .min(least, `must be at least ${least}`)
    .max(most, `must be at most ${most}`)

const address = z.url({ protocol: /^https?$/, error: 'must be an http or https address' })

const secret = z.string().optional()

const environment = z.object({
  PORT: whole(0, 65_535).default(4000),
  HOST: z.string().default('127.0.0.1'),
  X_BEARER_TOKEN: secret,
  X_API_KEY: secret,
  X_API_KEY_SECRET: secret,
  X_ACCESS_TOKEN: secret,
  X_ACCESS_TOKEN_SECRET: secret,
  X_API_URL: address.optional(),
  MAX_POSTS_PER_REQUEST: whole(1, 10_000).default(500),
  PRIVATE_METRICS_MAX_AGE_DAYS: whole(0, 36_500).default(90),
  UPSTREAM_TIMEOUT_MS: whole(1, 600_000).default(5000),
})

/** Keys of one X app and, with them, of the account that the gateway owns. */
export interface XKeys {
  readonly bearer?: string
  /** Key and secret of the app. */
  readonly app?: { readonly key: string; readonly secret: string }
  /** OAuth 1.0a token of the owned account. */
  readonly owner?: { readonly token: string; readonly secret: string }
}

export interface Config {
  readonly port: number
  readonly host: string
  /** Nothing when no credential is set: the sandbox is used. */
  readonly x: XKeys | undefined
  readonly xApiUrl: string
  readonly maxPostsPerRequest: number
  readonly privateMetricsMaxAgeDays: number
  readonly upstreamTimeoutMs: number
}

/** The sentences of all that is wrong with the environment. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly mistakes: readonly string[]

  constructor(mistakes: readonly string[]) {
    super(mistakes.join('\n'))
    this.mistakes = mistakes
  }
}

export const readConfig = (given: Environment): Config => {
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''))
  const parsed = environment.safeParse(set)
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues.map(({ path, message }) => {
        const name = String(path[0])
        return `${name} ${message}${name.includes('SECRET') || name.includes('TOKEN') ? '' : `, but is "${set[name]}"`}.`
      }),
    )
  }
  const env = parsed.data
  const mistakes = [
    ...together(env, 'X_API_KEY', 'X_API_KEY_SECRET'),
    ...together(env, 'X_ACCESS_TOKEN', 'X_ACCESS_TOKEN_SECRET'),
  ]
  if (env.X_ACCESS_TOKEN !== undefined && env.X_API_KEY === undefined) {
    mistakes.push(
      'X_ACCESS_TOKEN needs X_API_KEY and X_API_KEY_SECRET beside it: OAuth 1.0a signs with both.',
    )
  }
  if (env.X_ACCESS_TOKEN !== undefined && !/^\d{1,19}-/.test(env.X_ACCESS_TOKEN)) {
    mistakes.push(
      'X_ACCESS_TOKEN does not begin with the id of its user and a dash, as access tokens of X do: it may be another key.',
    )
  }
  if (env.X_ACCESS_TOKEN !== undefined && !LOOPBACK.test(env.HOST)) {
    mistakes.push(
      `HOST is "${env.HOST}", beyond this machine: anybody there would see the private numbers of the account of X_ACCESS_TOKEN. Leave HOST at 127.0.0.1, or X_ACCESS_TOKEN out.`,
    )
  }
  const keyed = env.X_BEARER_TOKEN !== undefined || env.X_API_KEY !== undefined
  if (!keyed && env.X_API_URL !== undefined) {
    mistakes.push(
      'X_API_URL is set, but no credential is: set X_BEARER_TOKEN or X_API_KEY, or leave X_API_URL out to use the sandbox.',
    )
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes)
  return Object.freeze({
    port: env.PORT,
    host: env.HOST,
    x: keyed ? keysOf(env) : undefined,
    xApiUrl: env.X_API_URL ?? 'https://api.x.com',
    maxPostsPerRequest: env.MAX_POSTS_PER_REQUEST,
    privateMetricsMaxAgeDays: env.PRIVATE_METRICS_MAX_AGE_DAYS,
    upstreamTimeoutMs: env.UPSTREAM_TIMEOUT_MS,
  })
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/

type Values = z.infer<typeof environment>

const together = (env: Values, one: keyof Values, other: keyof Values): string[] => {
  const [has, lacks] = env[one] === undefined ? [other, one] : [one, other]
  return env[has] !== undefined && env[lacks] === undefined
    ? [`${has} is set, but ${lacks} is not: they go together.`]
    : []
}

const keysOf = (env: Values): XKeys => ({
  ...(env.X_BEARER_TOKEN !== undefined && { bearer: env.X_BEARER_TOKEN }),
  ...(env.X_API_KEY !== undefined &&
    env.X_API_KEY_SECRET !== undefined && {
      app: { key: env.X_API_KEY, secret: env.X_API_KEY_SECRET },
    }),
  ...(env.X_ACCESS_TOKEN !== undefined &&
    env.X_ACCESS_TOKEN_SECRET !== undefined && {
      owner: { token: env.X_ACCESS_TOKEN, secret: env.X_ACCESS_TOKEN_SECRET },
    }),
})
