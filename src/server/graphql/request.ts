// The parameters of a GraphQL request: in a JSON body, or in the URL of a GET. Unusual requests yield undefined and are
// left to Yoga, which parses or rejects them.

import type { IncomingMessage } from 'node:http'

export interface GraphQLParameters {
  readonly query: string | undefined
  readonly operationName: string | undefined
  readonly variables: Readonly<Record<string, unknown>> | undefined
  /** The SHA-256 of a persisted query, or its id in the allowlist. */
  readonly hash: string | undefined
  /** Whether only the price is requested, as the client has written it. */
  readonly dryRun: unknown
}

const JSON_BODY = /^application\/json *(; *charset=utf-8)?$/i

/** Undefined unless the body is JSON in UTF-8 and valid. */
export const parseJson = ({ headers }: IncomingMessage, body: Buffer | undefined): unknown => {
  if (body === undefined || !JSON_BODY.test(headers['content-type'] ?? '')) return undefined
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}

export const parametersInUrl = (url: string): GraphQLParameters | undefined => {
  const { variables, extensions, ...others } = Object.fromEntries(
    new URLSearchParams(url.split('?', 2)[1]),
  )
  try {
    return parametersIn({
      ...others,
      ...(variables !== undefined && { variables: JSON.parse(variables) }),
      ...(extensions !== undefined && { extensions: JSON.parse(extensions) }),
    })
  } catch {
    return undefined
  }
}

export const parametersIn = (json: unknown): GraphQLParameters | undefined => {
  if (!isRecord(json)) return undefined
  for (const name in json) if (!MEMBERS.has(name)) return undefined
  const { query, operationName, variables, extensions, documentId } = json
  if (!isAbsent(extensions) && !isRecord(extensions)) return undefined
  if (!isAbsent(query) && typeof query !== 'string') return undefined
  if (!isAbsent(documentId) && typeof documentId !== 'string') return undefined
  if (!isAbsent(operationName) && typeof operationName !== 'string') return undefined
  if (!isAbsent(variables) && !isRecord(variables)) return undefined
  return {
    query: typeof query === 'string' ? query : undefined,
    operationName: typeof operationName === 'string' ? operationName : undefined,
    variables: isRecord(variables) ? variables : undefined,
    hash: hashIn({ extensions, documentId }),
    dryRun: isRecord(extensions) ? extensions.dryRun : undefined,
  }
}

const MEMBERS: ReadonlySet<string> = new Set([
  'query',
  'operationName',
  'variables',
  'extensions',
  'documentId',
])

/**
 * The `documentId`, or the hash in Apollo's `persistedQuery` extension. The gateway reads `dryRun`, and ignores all others.
 *
 * @see https://github.com/graphql/graphql-over-http/blob/main/spec/Appendix%20A%20--%20Persisted%20Documents.md
 */
export const hashIn = (parameters: {
  readonly documentId?: unknown
  readonly extensions?: unknown
}): string | undefined => {
  const { documentId, extensions } = parameters
  if (typeof documentId === 'string') return documentId.replace(/^sha256:/, '')
  if (!isRecord(extensions) || !isRecord(extensions.persistedQuery)) return undefined
  const { version, sha256Hash } = extensions.persistedQuery
  return version === 1 && typeof sha256Hash === 'string' ? sha256Hash : undefined
}

/** The number of operations, if the body is a batch. */
export const batchLength = (json: unknown): number | undefined =>
  Array.isArray(json) ? json.length : undefined

const isAbsent = (value: unknown): value is undefined | null =>
  value === undefined || value === null

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
