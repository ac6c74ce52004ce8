// What a request asks: a POST says it in JSON, a GET in its address. What is out of the ordinary is nothing here, and
// is for yoga to read, or to refuse.

import type { IncomingMessage } from 'node:http'

export interface Asked {
  readonly query?: string
  readonly operationName?: string
  readonly variables?: Readonly<Record<string, unknown>>
  /** The SHA-256 of a query that was sent before, or comes with it. */
  readonly sha256?: string
}

const JSON_BODY = /^application\/json *(; *charset=utf-8)?$/i

export const askedBy = (
  { method, url = '', headers }: IncomingMessage,
  body: Buffer | undefined,
): Asked | undefined => {
  try {
    if (method === 'GET') return askedOf(parametersIn(url))
    if (body === undefined || !JSON_BODY.test(headers['content-type'] ?? '')) return undefined
    return askedOf(JSON.parse(body.toString('utf8')))
  } catch {
    return undefined
  }
}

/** Browsers are shown GraphiQL, which tells nothing by itself, whatever else their address says. */
export const isPageVisit = ({ method, headers: { accept } }: IncomingMessage): boolean =>
  method === 'GET' && accept?.includes('text/html') === true

/** The other way around. */
export const addressOf = ({ query = '', operationName, variables }: Asked): string =>
  `/graphql?${new URLSearchParams({
    query,
    ...(operationName !== undefined && { operationName }),
    ...(variables !== undefined && { variables: JSON.stringify(variables) }),
  })}`

const parametersIn = (url: string): Record<string, unknown> => {
  const given = Object.fromEntries(new URLSearchParams(url.split('?', 2)[1]))
  const { variables, extensions, ...others } = given
  return {
    ...others,
    ...(variables !== undefined && { variables: JSON.parse(variables) }),
    ...(extensions !== undefined && { extensions: JSON.parse(extensions) }),
  }
}

const askedOf = (given: unknown): Asked | undefined => {
  if (!isRecord(given)) return undefined
  const { query, operationName, variables, extensions, ...others } = given
  const sha256 = hashIn(extensions)
  if (Object.keys(others).length > 0 || sha256 === false) return undefined
  if (!isAbsent(query) && typeof query !== 'string') return undefined
  if (!isAbsent(operationName) && typeof operationName !== 'string') return undefined
  if (!isAbsent(variables) && !isRecord(variables)) return undefined
  return {
    ...(typeof query === 'string' && { query }),
    ...(typeof operationName === 'string' && { operationName }),
    ...(isRecord(variables) && { variables }),
    ...(sha256 !== undefined && { sha256 }),
  }
}

/** Of the extensions that clients send, this one means something. False when it is not as it should be. */
const hashIn = (extensions: unknown): string | undefined | false => {
  if (isAbsent(extensions)) return undefined
  if (!isRecord(extensions)) return false
  const { persistedQuery } = extensions
  if (isAbsent(persistedQuery)) return undefined
  if (!isRecord(persistedQuery) || persistedQuery.version !== 1) return false
  const { sha256Hash } = persistedQuery
  return typeof sha256Hash === 'string' && /^[\da-f]{64}$/i.test(sha256Hash)
    ? sha256Hash.toLowerCase()
    : false
}

const isAbsent = (value: unknown): value is undefined | null =>
  value === undefined || value === null

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
