import { availableParallelism } from 'node:os'
import { join } from 'node:path'

import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    environment: 'node',
    globalSetup: 'test/kit/run-marker.ts',
    // Gateways that are started as people start them need not be read anew each time.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/node') },
    // Generous: a busy machine is slow, and only a test that never ends should fail by its time.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 30_000 } },
    restoreMocks: true,
    // Many wait for something: half as many again as there are cores.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    // One copy of graphql: left outside, vitest loads a second one. GraphiQL's page is nine megabytes of text.
    server: { deps: { inline: [/^(?!.*render-graphiql).*graphql/, /@pothos\//] } },
  },
})
