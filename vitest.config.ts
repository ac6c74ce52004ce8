import { availableParallelism } from 'node:os'
import { join } from 'node:path'

import { defineConfig } from 'vitest/config'

/** Tests of code that is bundled before it runs, which Node cannot read as it is. */
const BUNDLED = ['test/gateway/examples/**/*.test.ts', 'test/unit/dashboard/**/*.test.ts']

/** Tests of the built pages in Chromium, which a machine may not have: a command of their own. */
const BROWSER = 'test/browser/**/*.test.ts'

/** The package as `npm pack` makes it, which takes a build: `npm run package` runs it. */
const PACKAGE = 'test/docs/package.test.ts'

/** Node reads the sources itself, as in production. */
const BY_NODE = { viteModuleRunner: false, nodeLoader: false }

export default defineConfig({
  test: {
    globalSetup: 'test/kit/run-marker.ts',
    // Many wait for something: two more than there are cores.
    maxWorkers: availableParallelism() + 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: [...BUNDLED, BROWSER, PACKAGE],
          experimental: BY_NODE,
        },
      },
      { extends: true, test: { name: 'browser', include: [BROWSER], experimental: BY_NODE } },
      { extends: true, test: { name: 'package', include: [PACKAGE], experimental: BY_NODE } },
      {
        extends: true,
        test: {
          name: 'bundled',
          include: BUNDLED,
          // One copy of graphql: left outside, vitest loads a second one. GraphiQL's page is nine megabytes of text.
          server: { deps: { inline: [/^(?!.*render-graphiql).*graphql/, /@pothos\//] } },
        },
      },
    ],
    // A worker reads the sources once. Tests stop what they start, and use nothing of each other.
    isolate: false,
    // Gateways that run as processes read their compiled code from here.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/node') },
    // Generous: a busy machine is slow, and only a test that never ends should fail by its time.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 30_000 } },
    restoreMocks: true,
  },
})
