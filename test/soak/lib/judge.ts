// Sends requests over connections that are kept, and says of each answer what it came to, and whether it may be so.

import { Pool } from 'undici'

import type { Sent } from './requests.ts'

export interface Verdict {
  /** Status and code. */
  readonly outcome: string
  readonly ms: number
  /** What must not be. */
  readonly violation?: string
}

const DEADLINE_MS = 5000
const CONNECTIONS = 8

interface ErrorOfAnswer {
  readonly message?: unknown
  readonly extensions?: { readonly code?: unknown }
}

const answersIn = (
  text: string,
):
  | readonly { readonly data?: unknown; readonly errors?: readonly ErrorOfAnswer[] }[]
  | undefined => {
  try {
    const parsed: unknown = JSON.parse(text)
    const answers = Array.isArray(parsed) ? parsed : [parsed]
    return answers.every((each) => typeof each === 'object' && each !== null) ? answers : undefined
  } catch {
    return undefined
  }
}

const judge = (status: number, text: string): Omit<Verdict, 'ms'> => {
  const answers = answersIn(text)
  const errors = answers?.flatMap((answer) => answer.errors ?? []) ?? []
  const codes = [...new Set(errors.map(({ extensions }) => String(extensions?.code)))].sort()
  const what =
    answers === undefined
      ? text === ''
        ? 'empty'
        : 'text'
      : [...(answers.some(({ data }) => data != null) ? ['data'] : []), ...codes.slice(0, 2)].join(
          ' + ',
        )
  const outcome = `${status} ${what}`
  if (codes.includes('INTERNAL_SERVER_ERROR')) return { outcome, violation: 'an internal error' }
  if (status >= 500 && codes.length === 0) return { outcome, violation: 'a failure without a code' }
  if (codes.includes('undefined')) return { outcome, violation: 'an error without a code' }
  return { outcome }
}

export interface Judge {
  ask(sent: Sent): Promise<Verdict>
  close(): Promise<void>
}

export const createJudge = (url: string): Judge => {
  const pool = new Pool(url, { connections: CONNECTIONS, headersTimeout: 0, bodyTimeout: 0 })
  return {
    ask: async ({ method, path, headers, body }) => {
      const begun = performance.now()
      try {
        const response = await pool.request({
          method,
          path,
          headers,
          body: body ?? null,
          signal: AbortSignal.timeout(DEADLINE_MS),
        })
        const text = await response.body.text()
        return { ...judge(response.statusCode, text), ms: performance.now() - begun }
      } catch (error) {
        const violation = `no answer: ${(error as Error).message}`
        return { outcome: 'none', ms: performance.now() - begun, violation }
      }
    },
    close: () => pool.close(),
  }
}

export interface Found {
  readonly sent: Sent
  readonly verdict: Verdict
}

/** All of them, so many at a time; the first that must not be ends it. */
export const askAll = async (
  judge: Judge,
  all: Iterable<Sent>,
  onVerdict: (sent: Sent, verdict: Verdict) => void,
): Promise<Found | undefined> => {
  let found: Found | undefined
  const iterator = all[Symbol.iterator]()
  const ask = async (): Promise<void> => {
    for (let next = iterator.next(); !next.done && found === undefined; next = iterator.next()) {
      const sent = next.value
      const verdict = await judge.ask(sent)
      onVerdict(sent, verdict)
      if (verdict.violation !== undefined) found ??= { sent, verdict }
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, ask))
  return found
}

/** The address and the body as far as anybody wants to read them. */
const MOST_SHOWN = 4000

export const shown = ({ sent, verdict }: Found): string => {
  const { method, path, headers, body = '' } = sent
  const text = typeof body === 'string' ? body : `base64 ${Buffer.from(body).toString('base64')}`
  return [
    `${verdict.violation}: ${verdict.outcome} after ${verdict.ms.toFixed(0)} ms`,
    `${method} ${path.slice(0, MOST_SHOWN)}`,
    JSON.stringify(headers),
    text.slice(0, MOST_SHOWN),
    '',
  ].join('\n')
}
