// Typed documents for the dashboard's operations, and for those in test/operations, from the printed schema.

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
    'test/generated/': typed('test/operations/*.graphql'),
    'dashboard/src/generated/': typed('dashboard/src/operations/*.graphql'),
  },
}

export default config
