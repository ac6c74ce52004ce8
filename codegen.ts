// Generates typed documents from schema.graphql for the operations of the dashboard, the examples and the tests.

import type { CodegenConfig } from '@graphql-codegen/cli'

import { scalars } from './src/codegen.ts'

const typed = (documents: string): CodegenConfig['generates'][string] => ({
  documents,
  preset: 'client',
  presetConfig: { fragmentMasking: false },
  config: {
    useTypeImports: true,
    enumsAsTypes: true,
    scalars,
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
