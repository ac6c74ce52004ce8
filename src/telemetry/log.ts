// Writes the log: one line of JSON per event, to standard error. Lines contain no secrets: of a request only its id and its
// operation's name are logged, and secrets in error messages of libraries are redacted.

import { destination, pino } from 'pino'

import type { LogLevel } from '../config/index.ts'
import { memoizeByIdentity } from '../infra/memoize.ts'

type Write = (details: object, message: string) => void

export interface Log {
  /** Errors in the gateway's own code. */
  readonly error: Write
  /** Failures of X and other dependencies. */
  readonly warn: Write
  /** Changes of the gateway's state. */
  readonly info: Write
  /** Each request, and each call to X. */
  readonly debug: Write
  /** Lets callers skip the preparation of debug lines. */
  readonly isDebugEnabled: boolean
}

export interface LogOptions {
  readonly level: LogLevel
  /** The values that are redacted wherever they occur: another list when they change. */
  readonly secrets: () => readonly string[]
  /** @default standard error */
  readonly to?: { write(line: string): void }
}

/** The buffer size beyond which lines are dropped. */
const MAX_BUFFER_BYTES = 2 ** 20

const REDACTED = '[redacted]'

/** Finds tokens by the text before them. Lines are JSON, in which quotes may be escaped several times. */
const TOKENS: readonly RegExp[] = [
  // Form parameters, JSON members, and parameters of OAuth headers.
  /\b((?:access_token|refresh_token|client_secret|code_verifier|x-user-token|oauth_(?:token|token_secret|verifier|signature|consumer_key))\\*"?\s*[=:]\s*\\*"?)[^"\\&\s,;]+/gi,
  // URL and form parameters whose names are common words.
  /\b((?:token|code|state|denied)=)[^"\\&\s,;]+/g,
  // The cookies of sessions and of pending logins.
  /\b((?:xmg|__Host-xmg)(?:-login)?=)[^";\\\s]+/g,
  /\b((?:Bearer|Basic|OAuth) )[^"\\]{8,}/g,
]

/** Shorter secrets would also match in ordinary words. */
const MIN_SECRET_LENGTH = 6

const escapeJson = (text: string): string => JSON.stringify(text).slice(1, -1)

/** The texts of the secrets in lines, longest first. */
const findValues = (secrets: readonly string[]): readonly string[] =>
  [
    ...new Set(
      secrets
        .filter(({ length }) => length >= MIN_SECRET_LENGTH)
        .flatMap((each) => [each, escapeJson(each)]),
    ),
  ].sort((a, b) => b.length - a.length)

export const createLog = ({ level, secrets, to }: LogOptions): Log => {
  const valuesOf = memoizeByIdentity(findValues)
  const redact = (line: string): string => {
    let text = line
    for (const token of TOKENS) text = text.replace(token, `$1${REDACTED}`)
    for (const value of valuesOf(secrets())) text = text.replaceAll(value, REDACTED)
    return text
  }
  const log = pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: redact },
    },
    to ?? destination({ dest: 2, sync: false, maxLength: MAX_BUFFER_BYTES }),
  )
  return {
    error: (details, message) => log.error(details, message),
    warn: (details, message) => log.warn(details, message),
    info: (details, message) => log.info(details, message),
    debug: (details, message) => log.debug(details, message),
    isDebugEnabled: log.isLevelEnabled('debug'),
  }
}

export const silent: Log = {
  error: () => {},
  warn: () => {},
  info: () => {},
  debug: () => {},
  isDebugEnabled: false,
}
