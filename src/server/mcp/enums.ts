// The schema's enums as inputs of tools, so that a tool takes the values that its query does.

import { type GraphQLSchema, isEnumType } from 'graphql'
import { z } from 'zod'

export type Enums = ReturnType<typeof createEnums>

export const createEnums = (schema: GraphQLSchema) => {
  /** @throws a TypeError if the schema has no enum of the name */
  const enumOf = (name: string) => {
    const type = schema.getType(name)
    if (!isEnumType(type)) throw new TypeError(`The schema has no enum ${name}.`)
    return z.enum(type.getValues().map((value) => value.name))
  }
  return {
    order: enumOf('PostOrder'),
    direction: enumOf('ListDirection'),
    kind: enumOf('PostKind'),
    metric: enumOf('Metric'),
    variant: enumOf('MetricsVariant'),
  }
}
