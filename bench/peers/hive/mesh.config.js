// The upstream as GraphQL, made from its OpenAPI document. Where it is, is told when it is served.

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
