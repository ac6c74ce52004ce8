// The TypeScript types of the schema's scalars, for GraphQL Code Generator: without them it types scalars as `unknown`.

export const scalars = {
  DateTime: 'string',
  PostID: 'string',
  SafeInt: 'number',
  UserID: 'string',
} as const
