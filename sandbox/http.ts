// HTTP requests and responses as plain data: every endpoint is a function from one to the other, and only
// `server.ts` deals with sockets.

export interface HttpRequest {
  readonly method: string
  /** The path without the query. */
  readonly path: string
  /** The raw query string without `?`, which the signature of OAuth 1.0a covers. */
  readonly search: string
  /** Header names are lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
  /** The scheme, host and port that the client used: part of the OAuth 1.0a base string. */
  readonly origin: string
}

export interface HttpResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type Endpoint = (request: HttpRequest) => HttpResponse

/** The authenticated caller. Rate limits and access to private metrics depend on it. */
export type Caller =
  /** App-only: the app's own bearer token, which gives access to public metrics. */
  | { readonly kind: 'app' }
  /** User context by OAuth 1.0a or 2.0. Only OAuth 2.0 has scopes. */
  | { readonly kind: 'user'; readonly userId: string; readonly scopes?: readonly string[] }

const JSON_TYPE = 'application/json; charset=utf-8'

export const json = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse => ({
  status,
  headers: { 'content-type': JSON_TYPE, ...headers },
  body: JSON.stringify(body),
})

export const html = (status: number, body: string): HttpResponse => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body,
})

/** OAuth 1.0a responses are form-encoded. */
export const form = (status: number, fields: Readonly<Record<string, string>>): HttpResponse => ({
  status,
  headers: { 'content-type': 'text/html;charset=utf-8' },
  body: new URLSearchParams(fields).toString(),
})

export const redirect = (location: string): HttpResponse => ({
  status: 302,
  headers: { location },
  body: '',
})

/** A request as the sandbox records it: without secrets. */
export interface RecordedRequest {
  readonly method: string
  readonly path: string
  /** The parameters by name; values of a repeated one are joined by commas. */
  readonly query: Readonly<Record<string, string>>
  /** `app`, a user's id, or undefined for an unauthenticated request or an OAuth endpoint. */
  readonly context: string | undefined
  /** The status sent, or 0 while there is none. */
  readonly status: number
}
