// The TypeScript types of the schema's scalars, for GraphQL Code Generator: without them it types scalars as `unknown`.

export const scalars = {
  DateTime: 'string',
  PostID: 'string',
  SafeInt: 'number',
  UserID: 'string',
  _Any: '{ readonly __typename: string; readonly id: string }',
} as const
