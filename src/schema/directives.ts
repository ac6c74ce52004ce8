// The directives of the schema.

import {
  DirectiveLocation,
  GraphQLDirective,
  GraphQLNonNull,
  GraphQLString,
  specifiedDirectives,
} from 'graphql'

/**
 * graphql-js 17 lists this location, which a draft of the specification adds. Older clients cannot read an introspection
 * that names it: graphql-core (Python) before 3.2.11 fails.
 */
const LOCATION_OF_DRAFT: string = DirectiveLocation.DIRECTIVE_DEFINITION

const withKnownLocations = (directive: GraphQLDirective): GraphQLDirective => {
  const config = directive.toConfig()
  const locations = config.locations.filter((location) => location !== LOCATION_OF_DRAFT)
  return locations.length === config.locations.length
    ? directive
    : new GraphQLDirective({ ...config, locations })
}

/** @see https://relay.dev/docs/guided-tour/refetching/refetching-fragments-with-different-data/ */
const fetchable = new GraphQLDirective({
  name: 'fetchable',
  description:
    'Tells Relay’s compiler that `fetch__<type>` loads an object of this type by a field.',
  locations: [DirectiveLocation.OBJECT],
  args: {
    field_name: {
      type: new GraphQLNonNull(GraphQLString),
      description: 'The field that identifies the object.',
    },
  },
})

export const directives: readonly GraphQLDirective[] = [
  ...specifiedDirectives.map(withKnownLocations),
  fetchable,
]

const BY_ID = '@fetchable(field_name: "id")'

/** The directives that types have. graphql-js does not print them, and introspection does not show them. */
export const APPLIED: Readonly<Record<string, string>> = {
  Account: BY_ID,
  Post: BY_ID,
  User: BY_ID,
}
