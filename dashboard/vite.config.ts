// The dashboard's build: files with hashed names, for the gateway to serve. Nothing is inlined, as its policy forbids
// inline scripts. While it is worked on, `npx vite dashboard` asks the gateway at GATEWAY (http://127.0.0.1:4000).

import process from 'node:process'

import { defineConfig } from 'vite'

const gateway = process.env.GATEWAY ?? 'http://127.0.0.1:4000'

/** As if its own page asked: the gateway answers no other site's. */
const asItsOwn = { target: gateway, changeOrigin: true, headers: { origin: gateway } }

export default defineConfig({
  root: import.meta.dirname,
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    // Of all that is bundled, which has to be said with it.
    license: { fileName: 'licenses.md' },
    // Every browser of this target preloads modules; the helper would be a script more.
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/graphql': asItsOwn, '/auth': asItsOwn } },
})
