// Typed documents from the printed schema, as a front-end would have them: for the operations in test/operations and of
// examples.

import type { CodegenConfig } from '@graphql-codegen/cli'

const typed = {
  preset: 'client',
  presetConfig: { fragmentMasking: false },
  config: {
    useTypeImports: true,
    enumsAsTypes: true,
    scalars: { DateTime: 'string', PostID: 'string', SafeInt: 'number', UserID: 'string' },
  },
} as const

const config: CodegenConfig = {
  schema: 'schema.graphql',
  importExtension: '.ts',
  generates: {
    'test/generated/': { ...typed, documents: 'test/operations/*.graphql' },
    'examples/shared/generated/': { ...typed, documents: 'examples/shared/*.graphql' },
    'examples/shared/generated/embedded.ts': { plugins: ['./examples/shared/embedded.plugin.ts'] },
    'examples/shared/generated/introspection.ts': {
      plugins: ['./examples/shared/introspection.plugin.ts'],
    },
  },
}

export default config
