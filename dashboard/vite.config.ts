// The dashboard's build: files with hashed names, served by the gateway. Nothing is inlined, because the gateway's
// Content-Security-Policy forbids inline scripts. `npx vite dashboard` starts a development server that proxies to the
// gateway at GATEWAY (default http://127.0.0.1:4000).

import process from 'node:process'

import { print, stripIgnoredCharacters } from 'graphql'
import { defineConfig, type Plugin } from 'vite'

const gateway = process.env.GATEWAY ?? 'http://127.0.0.1:4000'

/** Sends the gateway's own origin, because the gateway rejects cross-origin requests. */
const proxy = { target: gateway, changeOrigin: true, headers: { origin: gateway } }

/** Generated operations are syntax trees, five times as large as their text, which urql takes as well. */
const compactOperations: Plugin = {
  name: 'compact-operations',
  enforce: 'pre',
  transform: (code, id) =>
    id.endsWith('/generated/graphql.ts')
      ? code.replaceAll(
          /= (\{"kind":"Document".*\}) as unknown as/g,
          (_, tree: string) =>
            `= ${JSON.stringify(stripIgnoredCharacters(print(JSON.parse(tree))))} as unknown as`,
        )
      : undefined,
}

export default defineConfig({
  plugins: [compactOperations],
  root: import.meta.dirname,
  // Relative addresses: the gateway may be served below a path.
  base: './',
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    // The licenses of all bundled packages.
    license: { fileName: 'licenses.md' },
    // Not needed: all browsers of this target support module preloading.
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/graphql': proxy, '/auth': proxy } },
})
