import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    environment: 'node',
    testTimeout: 20_000,
    // Most wait for something: as many as there are cores, and not one less.
    maxWorkers: '100%',
    // One copy of graphql: left outside, vitest loads a second one. GraphiQL's page is nine megabytes of text.
    server: { deps: { inline: [/^(?!.*render-graphiql).*graphql/, /@pothos\//] } },
  },
})
