// Apollo Federation: the subgraph's schema, and posts and users by their keys. Routers and gateways of a supergraph query
// them.
//
// @see https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/subgraph-spec

import {
  type GraphQLResolveInfo,
  GraphQLScalarType,
  type GraphQLSchema,
  Kind,
  parse,
  print,
  visit,
} from 'graphql'

import type { GatewayError } from '../infra/errors.ts'
import { memoizeByIdentity } from '../infra/memoize.ts'
import type { SelectedField } from '../plan/selection.ts'
import { isId } from '../x/fields.ts'
import { badInput, checkIdCount } from './arguments.ts'
import { builder, needs, orError } from './builder.ts'
import type { Context } from './context.ts'
import { APPLIED } from './directives.ts'
import { loadPost } from './loading.ts'
import { Post } from './post.ts'
import { printWithDirectives } from './print.ts'
import { User } from './user.ts'
import { loadUserById } from './users-query.ts'

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])'

const KEY = '@key(fields: "id")'

/** The schema as a subgraph, without the types and fields of federation itself. */
const subgraphOf = memoizeByIdentity((schema: GraphQLSchema): string => {
  const applied = { ...APPLIED, Post: `${APPLIED.Post} ${KEY}`, User: `${APPLIED.User} ${KEY}` }
  const isOfFederation = ({ name }: { readonly name: { readonly value: string } }): boolean =>
    name.value.startsWith('_')
  const subgraph = visit(parse(printWithDirectives(schema, applied)), {
    [Kind.SCALAR_TYPE_DEFINITION]: (node) => (isOfFederation(node) ? null : undefined),
    [Kind.UNION_TYPE_DEFINITION]: (node) => (isOfFederation(node) ? null : undefined),
    [Kind.FIELD_DEFINITION]: (node) => (isOfFederation(node) ? null : undefined),
    [Kind.OBJECT_TYPE_DEFINITION]: (node) => (isOfFederation(node) ? null : undefined),
  })
  return `${LINK}\n\n${print(subgraph)}\n`
})

builder.addScalarType(
  '_Any',
  new GraphQLScalarType({
    name: '_Any',
    description: 'A representation of an entity: `__typename` and the fields of its key.',
    specifiedByURL:
      'https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/subgraph-spec',
  }),
)

const Service = builder.objectRef<GraphQLSchema>('_Service').implement({
  description: 'This subgraph.',
  fields: (t) => ({
    sdl: t.string({
      nullable: false,
      description: 'Its schema, with the directives of federation.',
      resolve: (schema) => subgraphOf(schema),
    }),
  }),
})

const Entity = builder.unionType('_Entity', {
  description: 'An object that a supergraph finds by its key.',
  types: [Post, User],
  resolveType: (entity) => ('post' in entity ? 'Post' : 'User'),
})

type EntityType = 'Post' | 'User'

/** The selection of one type of entity, so that no post is loaded with the fields of users. */
const partOf = memoizeByIdentity((selected: SelectedField) => {
  const part = (name: EntityType): SelectedField => ({
    ...selected,
    below: new Map([...selected.below].filter(([type]) => type.name === name)),
  })
  return { Post: part('Post'), User: part('User') }
})

interface Key {
  readonly type: EntityType
  readonly id: string
}

const keyOf = (representation: unknown): Key | undefined => {
  const { __typename: type, id } = Object(representation)
  return (type === 'Post' || type === 'User') && isId(id) ? { type, id } : undefined
}

const unreadable = (): GatewayError =>
  badInput('A representation has `__typename`, Post or User, and `id`, a string of 1 to 19 digits.')

const loadEntity = (
  { type, id }: Key,
  context: Context,
  info: GraphQLResolveInfo,
): ReturnType<typeof loadPost> | ReturnType<typeof loadUserById> => {
  const own = { ...info, selected: partOf(info.selected)[type] }
  return type === 'Post' ? loadPost(id, context, own) : loadUserById(id, context, own)
}

builder.queryFields((t) => ({
  _service: t.field({
    type: Service,
    nullable: false,
    description:
      'For routers of Apollo Federation only: the schema of this subgraph. Refused where introspection is off.',
    resolve: (_, __, ___, { schema }) => schema,
  }),
  _entities: t.field({
    type: [Entity],
    nullable: { list: false, items: true },
    description:
      'For routers of Apollo Federation only: posts and users by their keys. Other clients use `posts` and `users`.',
    args: {
      representations: t.arg({
        type: ['_Any'],
        required: true,
        description: '`__typename`, Post or User, and `id` of each.',
      }),
    },
    ...needs({ post: 'apart', userLookup: true, times: { listedBy: 'representations' } }),
    resolve: (_, { representations }, context, info) => {
      const max = context.limits.postsPerRequest
      checkIdCount('_entities', representations, max, undefined, 'representations')
      return orError(
        representations.map((each) => {
          const key = keyOf(each)
          return key === undefined ? unreadable() : loadEntity(key, context, info)
        }),
      )
    },
  }),
}))
