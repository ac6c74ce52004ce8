// Parses query strings. Like X, it collects all invalid parameters of a request in one 400, which
// repeats each of them.

import type { Era } from './era.ts'
import { type HttpResponse, json } from './http.ts'
import type { ListParameter } from './vocabulary.ts'

export interface ParameterError {
  readonly parameters: Readonly<Record<string, readonly string[]>>
  readonly message: string
}

export const invalidRequest = (
  parameterErrors: readonly ParameterError[],
  era: Era,
  api = '2',
): HttpResponse =>
  json(400, {
    errors: parameterErrors,
    title: 'Invalid Request',
    detail: 'One or more parameters to your request was invalid.',
    type: `https://${era.problemHost}/${api}/problems/invalid-request`,
  })

/** All values of a query string, by name. */
export type Query = ReadonlyMap<string, readonly string[]>

export const queryOf = (search: string): Query => {
  const query = new Map<string, string[]>()
  for (const [name, value] of new URLSearchParams(search)) {
    const values = query.get(name)
    if (values === undefined) query.set(name, [value])
    else values.push(value)
  }
  return query
}

/** The name of a parameter, the pattern of its values, and the end of X's message for an invalid one. */
export interface ValueKind {
  readonly name: string
  readonly pattern: RegExp
  readonly message?: string
}

export const IDS: ValueKind = { name: 'ids', pattern: /^[0-9]{1,19}$/ }
export const ID: ValueKind = { ...IDS, name: 'id' }

const USERNAME = /^[A-Za-z0-9_]{1,15}$/
export const USERNAMES: ValueKind = {
  name: 'usernames',
  pattern: USERNAME,
  message: `does not match ${USERNAME.source}`,
}

/** Reads the list of ids or usernames of a lookup. */
export const readValues = (
  query: Query,
  kind: ValueKind,
  max: number,
  era: Era,
  parameterErrors: ParameterError[],
): string[] => {
  const { name } = kind
  const sent = query.get(name) ?? []
  const values = sent.flatMap((value) => (value === '' ? [] : value.split(',')))
  const echo = { [name]: era.legacyMessages ? sent : values }
  if (values.length === 0) {
    parameterErrors.push({
      parameters: echo,
      message: `The \`${name}\` query parameter can not be empty`,
    })
  } else if (values.length > max) {
    const size = `[${values.length}] is not between 1 and ${max}`
    parameterErrors.push({
      parameters: echo,
      // The current message was recorded for usernames.
      message: era.legacyMessages
        ? `size ${size}`
        : `The number of values in the \`${name}\` query parameter list ${size}`,
    })
  } else {
    parameterErrors.push(...badValues(kind, values, echo))
  }
  if (sent.length > 1) parameterErrors.push(duplicated(name, values))
  return values
}

/** Validates a path parameter. X reports the same name in the query as a duplicate. */
export const readInPath = (
  value: string,
  kind: ValueKind,
  query: Query,
  parameterErrors: ParameterError[],
): void => {
  const extra = query.get(kind.name) ?? []
  const values = [value, ...extra]
  parameterErrors.push(...badValues(kind, values, { [kind.name]: values }))
  if (extra.length > 0) parameterErrors.push(duplicated(kind.name, values))
}

const badValues = (
  { name, pattern, message }: ValueKind,
  values: readonly string[],
  echo: ParameterError['parameters'],
): ParameterError[] =>
  values
    .filter((value) => !pattern.test(value))
    .map((value) => notValid(name, value, message, echo))

export const notValid = (
  name: string,
  value: string,
  message = 'is not valid',
  echo: ParameterError['parameters'] = { [name]: [value] },
): ParameterError => ({
  parameters: echo,
  message: `The \`${name}\` query parameter value [${value}] ${message}`,
})

/** Reads an optional parameter that has one value. */
export const readOne = (
  query: Query,
  name: string,
  parameterErrors: ParameterError[],
): string | undefined => {
  const sent = query.get(name) ?? []
  if (sent.length > 1) parameterErrors.push(duplicated(name, sent))
  return sent[0]
}

/** Reads an optional parameter that has one value, and validates it. */
export const readOneOf = (
  kind: ValueKind,
  query: Query,
  parameterErrors: ParameterError[],
): string | undefined => {
  const sent = readOne(query, kind.name, parameterErrors)
  if (sent !== undefined) parameterErrors.push(...badValues(kind, [sent], { [kind.name]: [sent] }))
  return sent
}

const duplicated = (name: string, values: readonly string[]): ParameterError => ({
  parameters: { [name]: values },
  message: `Duplicate parameters are not allowed: the \`${name}\` query parameter`,
})

/** X lists the known parameters, except for those of the post dialect. */
export const rejectUnknown = (
  query: Query,
  listed: readonly string[],
  parameterErrors: ParameterError[],
  known: readonly string[] = [],
): void => {
  for (const [name, values] of query) {
    if (listed.includes(name) || known.includes(name)) continue
    parameterErrors.push({
      parameters: { [name]: values },
      message: `The query parameter [${name}] is not one of [${listed.join(',')}]`,
    })
  }
}

export const readList = <T extends string>(
  query: Query,
  name: string,
  parameter: ListParameter<T>,
  parameterErrors: ParameterError[],
): T[] => {
  const sent = query.get(name)
  if (sent === undefined) return []
  const values = sent.flatMap((value) => value.split(','))
  const unknown = values.filter((value) => !parameter.accepted.has(value))
  for (const value of unknown) {
    parameterErrors.push({
      parameters: { [name]: values },
      message: `The \`${name}\` query parameter value [${value}] is not one of [${parameter.listed.join(',')}]`,
    })
  }
  if (sent.length > 1) parameterErrors.push(duplicated(name, values))
  return values.flatMap((value) => parameter.accepted.get(value) ?? [])
}
