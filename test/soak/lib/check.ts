// Sends requests over persistent connections, and checks every response.

import { Pool } from 'undici'

import type { HttpRequest } from './requests.ts'

export interface Verdict {
  /** The status with error codes. */
  readonly outcome: string
  readonly ms: number
  /** A description of what is wrong. */
  readonly violation?: string
}

const DEADLINE_MS = 5000
const CONNECTIONS = 8

interface ResponseError {
  readonly message?: unknown
  readonly extensions?: { readonly code?: unknown }
}

const parseResults = (
  text: string,
):
  | readonly { readonly data?: unknown; readonly errors?: readonly ResponseError[] }[]
  | undefined => {
  try {
    const parsed: unknown = JSON.parse(text)
    const results = Array.isArray(parsed) ? parsed : [parsed]
    return results.every((each) => typeof each === 'object' && each !== null) ? results : undefined
  } catch {
    return undefined
  }
}

const checkResponse = (status: number, text: string): Omit<Verdict, 'ms'> => {
  const results = parseResults(text)
  const errors = results?.flatMap((result) => result.errors ?? []) ?? []
  const codes = [...new Set(errors.map(({ extensions }) => String(extensions?.code)))].sort()
  const content =
    results === undefined
      ? text === ''
        ? 'empty'
        : 'text'
      : [...(results.some(({ data }) => data != null) ? ['data'] : []), ...codes.slice(0, 2)].join(
          ' + ',
        )
  const outcome = `${status} ${content}`
  if (codes.includes('INTERNAL_SERVER_ERROR')) return { outcome, violation: 'an internal error' }
  if (status >= 500 && codes.length === 0) return { outcome, violation: 'a failure without a code' }
  if (codes.includes('undefined')) return { outcome, violation: 'an error without a code' }
  return { outcome }
}

export interface Checker {
  send(sent: HttpRequest): Promise<Verdict>
  close(): Promise<void>
}

export const createChecker = (url: string): Checker => {
  const pool = new Pool(url, { connections: CONNECTIONS, headersTimeout: 0, bodyTimeout: 0 })
  return {
    send: async ({ method, path, headers, body }) => {
      const started = performance.now()
      try {
        const response = await pool.request({
          method,
          path,
          headers,
          body: body ?? null,
          signal: AbortSignal.timeout(DEADLINE_MS),
        })
        const text = await response.body.text()
        return { ...checkResponse(response.statusCode, text), ms: performance.now() - started }
      } catch (error) {
        const violation = `no response: ${(error as Error).message}`
        return { outcome: 'none', ms: performance.now() - started, violation }
      }
    },
    close: () => pool.close(),
  }
}

export interface Violation {
  readonly sent: HttpRequest
  readonly verdict: Verdict
}

/** Sends all requests concurrently, until the first violation. */
export const sendAll = async (
  checker: Checker,
  all: Iterable<HttpRequest>,
  onVerdict: (sent: HttpRequest, verdict: Verdict) => void,
): Promise<Violation | undefined> => {
  let found: Violation | undefined
  const iterator = all[Symbol.iterator]()
  const worker = async (): Promise<void> => {
    for (let next = iterator.next(); !next.done && found === undefined; next = iterator.next()) {
      const sent = next.value
      const verdict = await checker.send(sent)
      onVerdict(sent, verdict)
      if (verdict.violation !== undefined) found ??= { sent, verdict }
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, worker))
  return found
}

/** The maximum length of a path or body in the output. */
const MAX_CHARACTERS = 4000

export const formatViolation = ({ sent, verdict }: Violation): string => {
  const { method, path, headers, body = '' } = sent
  const text = typeof body === 'string' ? body : `base64 ${Buffer.from(body).toString('base64')}`
  return [
    `${verdict.violation}: ${verdict.outcome} after ${verdict.ms.toFixed(0)} ms`,
    `${method} ${path.slice(0, MAX_CHARACTERS)}`,
    JSON.stringify(headers),
    text.slice(0, MAX_CHARACTERS),
    '',
  ].join('\n')
}
