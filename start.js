// Starts the command of src/cli.ts from its bundle, which `npm ci` builds: Node.js reads a few large files in less time
// than a thousand small ones. Without a bundle, or with a newer source, it starts from the sources.

import { readdirSync, statSync } from 'node:fs'
import module from 'node:module'
import { join } from 'node:path'

const pathOf = (name) => join(import.meta.dirname, name)

const modifiedMs = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0

/** A directory is modified when a file in it is deleted. */
const filesIn = (name) => [
  name,
  ...readdirSync(name, { recursive: true }).map((file) => join(name, file)),
]

const isCurrent = (bundle) => {
  const builtMs = modifiedMs(bundle)
  if (builtMs === 0) return false
  const sources = ['src', 'sandbox'].map(pathOf).flatMap(filesIn)
  return [...sources, pathOf('package-lock.json')].every((path) => modifiedMs(path) <= builtMs)
}

// An old Node.js has no compile cache. The command says which version it needs.
module.enableCompileCache?.()
await import(isCurrent(pathOf('bundle/cli.js')) ? './bundle/cli.js' : './src/cli.ts')
