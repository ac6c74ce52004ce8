// The directives of the schema.

import { DirectiveLocation, GraphQLDirective, specifiedDirectives } from 'graphql'

/**
 * graphql-js 17 lists this location, which a draft of the specification adds. Older clients cannot read an introspection
 * that names it: graphql-core (Python) before 3.2.11 fails.
 */
const LOCATION_OF_DRAFT: string = DirectiveLocation.DIRECTIVE_DEFINITION

export const directives: readonly GraphQLDirective[] = specifiedDirectives.map((directive) => {
  const config = directive.toConfig()
  const locations = config.locations.filter((location) => location !== LOCATION_OF_DRAFT)
  return locations.length === config.locations.length
    ? directive
    : new GraphQLDirective({ ...config, locations })
})
