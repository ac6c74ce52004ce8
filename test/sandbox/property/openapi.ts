// Validates responses with X's OpenAPI document: ajv reports contradictions, and a traversal reports unknown keys, which
// the document's open objects would allow.

import { Ajv, type ErrorObject } from 'ajv'
import formats from 'ajv-formats'

interface Discriminator {
  readonly propertyName: string
  readonly mapping: Readonly<Record<string, string>>
}

interface Schema {
  readonly $ref?: string
  readonly allOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly discriminator?: Discriminator
  readonly [keyword: string]: unknown
}

type Schemas = Readonly<Record<string, Schema>>

interface Operation {
  readonly parameters: readonly { readonly $ref?: string; readonly name?: string }[]
  readonly responses: Readonly<
    Record<string, { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }>
  >
}

interface ListParameter {
  readonly name: string
  readonly schema?: { readonly items?: { readonly enum?: readonly string[] } }
}

export interface OpenApi {
  readonly components: {
    readonly schemas: Schemas
    readonly parameters: Readonly<Record<string, ListParameter>>
  }
  readonly paths: Readonly<Record<string, { readonly get: Operation }>>
}

const nameOf = ($ref: string): string => $ref.slice($ref.lastIndexOf('/') + 1)

const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

/** The last part of a problem's type identifies it, because the host has changed. */
const chosen = ({ propertyName, mapping }: Discriminator, value: unknown): string | undefined => {
  const name = isRecord(value) ? value[propertyName] : undefined
  if (typeof name !== 'string') return undefined
  return Object.entries(mapping).find(([key]) => nameOf(key) === nameOf(name))?.[1]
}

/**
 * OpenAPI 3.0 selects the extending schema by a property; for ajv that is a condition. The extending schemas refer to a
 * copy of the base, because they would select themselves recursively.
 */
const withConditions = (schemas: Schemas): Schemas => {
  const baseOf = (name: string): string => `${name}WithoutChoice`
  const based = (schema: Schema): Schema => ({
    ...schema,
    ...(schema.allOf && {
      allOf: schema.allOf.map((each) =>
        each.$ref !== undefined && schemas[nameOf(each.$ref)]?.discriminator
          ? { $ref: baseOf(each.$ref) }
          : each,
      ),
    }),
  })
  const entries = Object.entries(schemas).flatMap(([name, schema]): [string, Schema][] => {
    const { discriminator, ...rest } = schema
    if (discriminator === undefined || schema.oneOf) return [[name, based(rest)]]
    const { propertyName, mapping } = discriminator
    const choices = Object.entries(mapping).map(([value, $ref]) => ({
      if: {
        required: [propertyName],
        properties: { [propertyName]: { pattern: `(^|/)${nameOf(value)}$` } },
      },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { $ref },
    }))
    return [
      [baseOf(name), rest],
      [name, { ...rest, allOf: choices }],
    ]
  })
  return Object.fromEntries(entries)
}

/** All schemas that apply to a value. */
const schemasFor = (
  schemas: Schemas,
  schema: Schema,
  value: unknown,
  mayChoose = true,
): readonly Schema[] => {
  const { $ref } = schema
  if ($ref !== undefined) {
    return schemasFor(schemas, schemas[nameOf($ref)] ?? {}, value, mayChoose)
  }
  const further = mayChoose && schema.discriminator && chosen(schema.discriminator, value)
  if (further) return schemasFor(schemas, { $ref: further }, value, false)
  const parts = [...(schema.allOf ?? []), ...(schema.oneOf ?? [])]
  return [schema, ...parts.flatMap((each) => schemasFor(schemas, each, value, mayChoose))]
}

/** The resources that occur at several places. */
const RESOURCES = new Set(['data', 'posts', 'tweets', 'users'])

/** Keys that no schema has, as `parent.key`. Objects without a schema are skipped. */
const unnamed = (schemas: Schemas, schema: Schema, value: unknown, parent: string): string[] => {
  const speaking = schemasFor(schemas, schema, value)
  if (Array.isArray(value)) {
    const items = speaking.flatMap(({ items: one }) => (one ? [one] : []))
    return value.flatMap((item) => unnamed(schemas, { allOf: items }, item, parent))
  }
  if (!isRecord(value)) return []
  if (speaking.every(({ properties }) => properties === undefined)) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    const named = speaking.flatMap(({ properties }) => {
      const own = properties && Object.hasOwn(properties, key) ? properties[key] : undefined
      return own === undefined ? [] : [own]
    })
    return named.length === 0
      ? [`${RESOURCES.has(parent) ? 'resource' : parent}.${key}`]
      : unnamed(schemas, { allOf: named }, inner, key)
  })
}

export interface Allowed {
  /** Allowed keys that the document lacks, as `parent.key`; `resource` is any post or user. */
  readonly keys: ReadonlySet<string>
  readonly error: (error: ErrorObject) => boolean
}

export interface OpenApiValidator {
  /** X renamed tweets to posts in July 2026. */
  readonly dialect: 'tweet' | 'post'
  /** The contradictions between the document and a 200 of this path, except for allowed ones. */
  schemaViolations(path: string, body: unknown): string[]
  /** The accepted values of a list parameter. */
  valuesOf(path: string, parameter: string): readonly string[]
}

export const createJudge = (document: OpenApi, allowed: Allowed): OpenApiValidator => {
  const { schemas, parameters } = document.components
  const ajv = formats.default(new Ajv({ strict: false, allErrors: true }))
  ajv.addSchema({ components: { schemas: withConditions(schemas) } }, 'x')
  return {
    dialect: 'Post' in schemas ? 'post' : 'tweet',
    schemaViolations: (path, body) => {
      const schema = document.paths[path]?.get.responses['200']?.content['application/json']?.schema
      const validate = ajv.getSchema(`x${schema?.$ref}`)
      if (schema === undefined || validate === undefined) return [`no schema for ${path}`]
      void validate(body)
      return [
        ...(validate.errors ?? [])
          .filter((error) => !allowed.error(error))
          .map(({ instancePath, message, params }) =>
            [instancePath, message, JSON.stringify(params)].join(' '),
          ),
        ...unnamed(schemas, schema, body, 'answer')
          .filter((key) => !allowed.keys.has(key))
          .map((key) => `${key} is not in the document`),
      ]
    },
    valuesOf: (path, parameter) => {
      const listed = (document.paths[path]?.get.parameters ?? []).map((each) =>
        each.$ref === undefined ? (each as ListParameter) : parameters[nameOf(each.$ref)],
      )
      return listed.find((each) => each?.name === parameter)?.schema?.items?.enum ?? []
    },
  }
}
