// The log: one line of JSON for each thing that happened, on standard error. What is secret is in none of them: nothing
// of a request but its id and its operation's name is told to begin with, and whatever a library may have put into the
// message of an error is taken out.

import { destination, pino } from 'pino'

import type { LogLevel } from '../config/index.ts'

type Write = (details: object, message: string) => void

export interface Log {
  /** A mistake of ours. */
  readonly error: Write
  /** Of X, or of what the gateway needs. */
  readonly warn: Write
  /** What the gateway does by itself. */
  readonly info: Write
  /** Each request, and each call. */
  readonly debug: Write
  /** Whether anybody reads that. */
  readonly debugs: boolean
}

export interface LogOptions {
  readonly level: LogLevel
  /** Their values stand in no line. */
  readonly secrets: readonly string[]
  /** @default standard error */
  readonly to?: { write(line: string): void }
}

/** A log that cannot be written fast enough forgets what is beyond this. */
const MOST_WAITING = 2 ** 20

const REDACTED = '[redacted]'

/** Tokens by the words before them, whoever they belong to. The lines are JSON, and quotes in texts escaped once or more. */
const TOKENS: readonly RegExp[] = [
  // Parameters of forms, members of JSON, and parameters of OAuth headers.
  /\b((?:access_token|refresh_token|client_secret|code_verifier|x-user-token|oauth_(?:token|token_secret|verifier|signature|consumer_key))\\*"?\s*[=:]\s*\\*"?)[^"\\&\s,;]+/gi,
  // Parameters of addresses and forms whose names are common words.
  /\b((?:token|code|state|denied)=)[^"\\&\s,;]+/g,
  // The cookies of sessions and of logins that have begun.
  /\b((?:xmg|__Host-xmg)(?:-login)?=)[^";\\\s]+/g,
  /\b((?:Bearer|Basic|OAuth) )[^"\\]{8,}/g,
]

/** Shorter ones would be found in innocent words. */
const LEAST = 6

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1)

export const createLog = ({ level, secrets, to }: LogOptions): Log => {
  const values = [
    ...new Set(
      secrets.filter(({ length }) => length >= LEAST).flatMap((each) => [each, inJson(each)]),
    ),
  ].sort((a, b) => b.length - a.length)
  const scrubbed = (line: string): string => {
    let text = line
    for (const token of TOKENS) text = text.replace(token, `$1${REDACTED}`)
    for (const value of values) text = text.replaceAll(value, REDACTED)
    return text
  }
  const log = pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: scrubbed },
    },
    to ?? destination({ dest: 2, sync: false, maxLength: MOST_WAITING }),
  )
  return {
    error: (details, message) => log.error(details, message),
    warn: (details, message) => log.warn(details, message),
    info: (details, message) => log.info(details, message),
    debug: (details, message) => log.debug(details, message),
    debugs: log.isLevelEnabled('debug'),
  }
}

export const silent: Log = {
  error: () => {},
  warn: () => {},
  info: () => {},
  debug: () => {},
  debugs: false,
}
