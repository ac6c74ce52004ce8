// The dashboard's build: files with hashed names, served by the gateway. Nothing is inlined, because the gateway's
// Content-Security-Policy forbids inline scripts. `npx vite dashboard` starts a development server that proxies to the
// gateway at GATEWAY (default http://127.0.0.1:4000).

import process from 'node:process'

import { defineConfig } from 'vite'

const gateway = process.env.GATEWAY ?? 'http://127.0.0.1:4000'

/** Sends the gateway's own origin, because the gateway rejects cross-origin requests. */
const proxy = { target: gateway, changeOrigin: true, headers: { origin: gateway } }

export default defineConfig({
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
