// The error codes as an enum, from which tools generate types. No field returns it: `extensions.code` of an error does.

import { ERROR_CODES, OTHER_CODES } from '../infra/errors.ts'
import { builder } from './builder.ts'

const described = Object.entries({ ...ERROR_CODES, ...OTHER_CODES }).map(
  ([name, description]) => [name, { description }] as const,
)

builder.enumType('ErrorCode', {
  description: 'The values of `extensions.code` of errors, and of `LostPost.code`.',
  values: Object.fromEntries(described),
})
