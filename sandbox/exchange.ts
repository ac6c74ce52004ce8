// What goes in and out of the sandbox's endpoints: plain data, so that every endpoint is a function
// from a request to an answer and only `server.ts` knows about sockets.

export interface Incoming {
  readonly method: string
  /** Without the query. */
  readonly path: string
  /** The raw query string, without `?`; the signature of OAuth 1.0a is computed over it. */
  readonly search: string
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
  /** Scheme, host and port the caller used: part of the OAuth 1.0a base string. */
  readonly origin: string
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type Endpoint = (request: Incoming) => Answer

/** Whose request it is. X counts its limits and shows private numbers by this. */
export type Caller =
  /** App-only: a bearer token of the app itself. Sees public numbers. */
  | { readonly kind: 'app' }
  /** User context, by OAuth 1.0a or 2.0. Scopes exist in OAuth 2.0 only. */
  | { readonly kind: 'user'; readonly userId: string; readonly scopes?: readonly string[] }

const JSON_TYPE = 'application/json; charset=utf-8'

export const json = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer => ({
  status,
  headers: { 'content-type': JSON_TYPE, ...headers },
  body: JSON.stringify(body),
})

export const html = (status: number, body: string): Answer => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body,
})

/** OAuth 1.0a answers are form text, not JSON. */
export const form = (status: number, fields: Readonly<Record<string, string>>): Answer => ({
  status,
  headers: { 'content-type': 'text/html;charset=utf-8' },
  body: new URLSearchParams(fields).toString(),
})

export const redirect = (location: string): Answer => ({
  status: 302,
  headers: { location },
  body: '',
})
