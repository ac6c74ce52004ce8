// Query.sandbox: whether the data is invented.

import { builder } from './builder.ts'

builder.queryField('sandbox', (t) =>
  t.boolean({
    nullable: false,
    description:
      'Whether all data is invented, because the gateway runs without keys of X on its built-in sandbox. This field makes no call to X.',
    resolve: (_, __, { isSandbox }) => isSandbox,
  }),
)
