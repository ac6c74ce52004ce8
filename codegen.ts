// Typed documents from the printed schema, as a front-end would have them: for the dashboard's operations, for those of the
// examples, and for those in test/gateway/operations.

import type { CodegenConfig } from '@graphql-codegen/cli'

const typed = (documents: string): CodegenConfig['generates'][string] => ({
  documents,
  preset: 'client',
  presetConfig: { fragmentMasking: false },
  config: {
    useTypeImports: true,
    enumsAsTypes: true,
    scalars: { DateTime: 'string', PostID: 'string', UserID: 'string', SafeInt: 'number' },
  },
})

const config: CodegenConfig = {
  schema: 'schema.graphql',
  importExtension: '.ts',
  generates: {
    'test/generated/': typed('test/gateway/operations/*.graphql'),
    'dashboard/src/generated/': typed('dashboard/src/operations/*.graphql'),
    'examples/shared/generated/': typed('examples/shared/*.graphql'),
    'examples/shared/generated/embedded.ts': { plugins: ['./examples/shared/embedded.plugin.ts'] },
    'examples/shared/generated/introspection.ts': {
      plugins: ['./examples/shared/introspection.plugin.ts'],
    },
  },
}

export default config
