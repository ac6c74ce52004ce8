// Usual and unusual HTTP headers, methods and paths.

export const JSON_TYPE = 'application/json'

export const ACCEPTS = [
  '*/*',
  JSON_TYPE,
  'application/graphql-response+json',
  'application/graphql-response+json, application/json;q=0.9',
  'text/html',
  'text/event-stream',
  'multipart/mixed; deferSpec=20220824',
  'image/png',
  ';;;,,,',
]

export const CONTENT_TYPES = [
  JSON_TYPE,
  'application/json; charset="utf-8"',
  'application/json; charset=latin1',
  'application/json;',
  'application/graphql',
  'application/graphql+json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'multipart/form-data',
  'text/plain',
  'application/octet-stream',
  '*/*',
]

export const HEADERS: Readonly<Record<string, readonly string[]>> = {
  authorization: ['Bearer x', 'Basic eDp5', 'Bearer', ''],
  cookie: ['gateway=x', 'gateway_session=%E0%A4%A; a=b', '=;=;='],
  'x-user-token': ['x', 'a:b', ''],
  'accept-encoding': ['gzip', 'identity;q=0', 'x'],
  'content-encoding': ['gzip', 'identity'],
  origin: ['https://example.com', 'null'],
  'x-forwarded-for': ['1.2.3.4', 'x'.repeat(2000)],
  'x-request-id': ['1', '"\t"'],
  traceparent: ['00-00000000000000000000000000000000-0000000000000000-00', 'x'],
  'if-none-match': ['*'],
  range: ['bytes=0-1'],
}

export const METHODS = [
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'HEAD',
  'TRACE',
  'PROPFIND',
  'GET',
  'POST',
]

export const PATHS = [
  '/graphql',
  '/graphql/',
  '/graphql?',
  '/graphql//x',
  '/',
  '/none',
  '/graphql?query',
  '/auth/login',
  '/auth/callback?code=x&state=y',
  '/auth/none',
]
