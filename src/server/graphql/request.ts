// What a request asks: a POST says it in JSON, a GET in its address. What is out of the ordinary is nothing here, and
// is for yoga to read, or to refuse.

import type { IncomingMessage } from 'node:http'

export interface Asked {
  readonly query?: string
  readonly operationName?: string
  readonly variables?: Readonly<Record<string, unknown>>
  /** The hash of a query that was sent before, or comes with it. */
  readonly hash?: string
}

const JSON_BODY = /^application\/json *(; *charset=utf-8)?$/i

/** What a body says, if it says it in the way that nearly all do. */
export const jsonIn = ({ headers }: IncomingMessage, body: Buffer | undefined): unknown => {
  if (body === undefined || !JSON_BODY.test(headers['content-type'] ?? '')) return undefined
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}

export const askedInAddress = (url: string): Asked | undefined => {
  try {
    return askedIn(parametersIn(url))
  } catch {
    return undefined
  }
}

const parametersIn = (url: string): Record<string, unknown> => {
  const given = Object.fromEntries(new URLSearchParams(url.split('?', 2)[1]))
  const { variables, extensions, ...others } = given
  return {
    ...others,
    ...(variables !== undefined && { variables: JSON.parse(variables) }),
    ...(extensions !== undefined && { extensions: JSON.parse(extensions) }),
  }
}

export const askedIn = (given: unknown): Asked | undefined => {
  if (!isRecord(given)) return undefined
  const { query, operationName, variables, extensions, ...others } = given
  const hash = hashIn(extensions)
  if (Object.keys(others).length > 0) return undefined
  if (!isAbsent(extensions) && !isRecord(extensions)) return undefined
  if (!isAbsent(query) && typeof query !== 'string') return undefined
  if (!isAbsent(operationName) && typeof operationName !== 'string') return undefined
  if (!isAbsent(variables) && !isRecord(variables)) return undefined
  return {
    ...(typeof query === 'string' && { query }),
    ...(typeof operationName === 'string' && { operationName }),
    ...(isRecord(variables) && { variables }),
    ...(hash !== undefined && { hash }),
  }
}

/** Of the extensions that clients send, this one means something. */
export const hashIn = (extensions: unknown): string | undefined => {
  if (!isRecord(extensions) || !isRecord(extensions.persistedQuery)) return undefined
  const { version, sha256Hash } = extensions.persistedQuery
  return version === 1 && typeof sha256Hash === 'string' ? sha256Hash : undefined
}

const isAbsent = (value: unknown): value is undefined | null =>
  value === undefined || value === null

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
