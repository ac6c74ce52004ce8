// The dashboard's build: files with hashed names, served by the gateway. Nothing is inlined, because the gateway's
// Content-Security-Policy forbids inline scripts. `npx vite dashboard` starts a development server that proxies to the
// gateway at GATEWAY (default http://127.0.0.1:4000).

import process from 'node:process'

import { formatDocument } from '@urql/core'
import { print, stripIgnoredCharacters } from 'graphql'
import { defineConfig, type Plugin } from 'vite'

const gateway = process.env.GATEWAY ?? 'http://127.0.0.1:4000'

/** Sends the gateway's own origin, because the gateway rejects cross-origin requests. */
const proxy = { target: gateway, changeOrigin: true, headers: { origin: gateway } }

/** Generated operations are syntax trees, five times as large as their text, which urql takes as well. urql's cache needs `__typename`. */
const compactOperations: Plugin = {
  name: 'compact-operations',
  enforce: 'pre',
  transform: (code, id) =>
    id.endsWith('/generated/graphql.ts')
      ? code.replaceAll(
          /= (\{"kind":"Document".*\}) as unknown as/g,
          (_, tree: string) =>
            `= ${JSON.stringify(stripIgnoredCharacters(print(formatDocument(JSON.parse(tree)))))} as unknown as`,
        )
      : undefined,
}

/** The page itself is loaded beside the entry point, and not after it. */
const preloadPage: Plugin = {
  name: 'preload-page',
  transformIndexHtml: (_, { bundle = {} }) => {
    const page = Object.values(bundle).find(({ name }) => name === 'page')
    if (page?.type !== 'chunk') return []
    return [page.fileName, ...page.imports].map((file) => ({
      tag: 'link',
      attrs: { rel: 'modulepreload', crossorigin: true, href: `./${file}` },
      injectTo: 'head' as const,
    }))
  },
}

/** What the page and its views share. */
const SHARED =
  /node_modules\/(react|react-dom|scheduler|urql|@urql|@0no-co|wonka)\/|dashboard\/src\/(?!entry|route\.|gateway\/first|components\/(live|term|metric-value|missing|period-picker|spark))(components\/|gateway\/|messages\/|[^/]+$)/

export default defineConfig({
  plugins: [compactOperations, preloadPage],
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
    rolldownOptions: {
      output: {
        codeSplitting: {
          // One file rather than many small ones, of which a browser loads six at once.
          groups: [{ name: 'page', test: SHARED }],
          includeDependenciesRecursively: false,
        },
      },
    },
  },
  server: { proxy: { '/graphql': proxy, '/auth': proxy } },
})
