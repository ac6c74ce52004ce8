// Queries that are sent before React and urql are loaded. urql's `fetch` takes their responses instead of sending them again.

import type { TypedDocumentNode } from 'urql'

interface Query {
  readonly operationName?: string | undefined
  readonly variables?: unknown
}

/** Later, a response that no view has taken is outdated. */
const MAX_AGE_MS = 10_000

/** Responses by operation name and variables. Each is taken once. */
const pending = new Map<string, Promise<Response>>()

const keyOf = ({ operationName, variables }: Query): string =>
  JSON.stringify([operationName, variables])

/** Sends a query, and returns its data. */
export const requestFirst = async <Data, Variables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data | null | undefined> => {
  // The build replaces documents by their text.
  const query = String(document)
  const operationName = /^query (\w+)/.exec(query)?.[1]
  const response = fetch('graphql', {
    method: 'POST',
    headers: { accept: 'application/graphql-response+json', 'content-type': 'application/json' },
    body: JSON.stringify({ operationName, query, variables }),
  })
  const key = keyOf({ operationName, variables })
  pending.set(key, response)
  setTimeout(() => pending.delete(key), MAX_AGE_MS)
  const { data } = await (await response).clone().json()
  return data
}

export const fetchWithFirst: typeof fetch = (input, init) => {
  const { body } = init ?? {}
  if (pending.size === 0 || typeof body !== 'string') return fetch(input, init)
  const key = keyOf(JSON.parse(body))
  const response = pending.get(key)
  pending.delete(key)
  return response?.catch(() => fetch(input, init)) ?? fetch(input, init)
}
