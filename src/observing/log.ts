// The log: one line of JSON for each thing that happened, on standard error. What is secret is in none of them: nothing
// of a request but its id and its operation's name is told to begin with, and whatever a library may have put into the
// message of an error is taken out.

import { destination, pino } from 'pino'

import type { LogLevel } from '../config.ts'

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

/** What tokens come as, whoever they belong to. */
const TOKENS = /\b(Bearer|Basic|OAuth) [^"\\]{8,}|\b(xmg|__Host-xmg)=[^";\\]+/g

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
    let text = line.replace(TOKENS, (_, scheme, cookie) =>
      cookie === undefined ? `${scheme} ${REDACTED}` : `${cookie}=${REDACTED}`,
    )
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
