#!/usr/bin/env node
// The command. It checks the version of Node.js before it loads the program, which older versions cannot load.

/** The version in `engines` of package.json. */
const MINIMUM = '22.19'

const isAtLeast = (version: string, minimum: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [minMajor = 0, minMinor = 0] = minimum.split('.').map(Number)
  return major > minMajor || (major === minMajor && minor >= minMinor)
}

/** The compile cache is written this long after the start, so that it does not delay the first requests. */
const FLUSH_MS = 2000

if (isAtLeast(process.versions.node, MINIMUM)) {
  // Code that was compiled by an earlier start is read from the directory for temporary files.
  const { enableCompileCache, flushCompileCache } = await import('node:module')
  enableCompileCache()
  const { run } = await import('./commands.ts')
  await run()
  setTimeout(flushCompileCache, FLUSH_MS).unref()
} else {
  process.stderr.write(
    `The X metrics gateway needs Node.js ${MINIMUM} or newer, and this is ${process.versions.node} (${process.execPath}). Install a newer one from https://nodejs.org.\n`,
  )
  process.exitCode = 1
}

export {}
