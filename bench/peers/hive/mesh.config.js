// A GraphQL schema of the upstream from its OpenAPI document. The benchmark replaces the endpoint at start.

import { defineConfig } from '@graphql-mesh/compose-cli'
import { loadOpenAPISubgraph } from '@omnigraph/openapi'

export const composeConfig = defineConfig({
  subgraphs: [
    {
      sourceHandler: loadOpenAPISubgraph('X', {
        source: './openapi.json',
        endpoint: 'http://upstream.invalid',
        operationHeaders: { authorization: 'Bearer bench' },
      }),
    },
  ],
})
