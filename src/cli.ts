#!/usr/bin/env node
// The command. It checks the version of Node.js before it loads the program, which older versions cannot load.

/** The version in `engines` of package.json. */
const MINIMUM = '22.19'

const isAtLeast = (version: string, minimum: string): boolean =>
  version.localeCompare(minimum, 'en', { numeric: true }) >= 0

if (isAtLeast(process.versions.node, MINIMUM)) {
  const { run } = await import('./commands.ts')
  await run()
} else {
  process.stderr.write(
    `The X metrics gateway needs Node.js ${MINIMUM} or newer, and this is ${process.versions.node} (${process.execPath}). Install a newer one from https://nodejs.org.\n`,
  )
  process.exitCode = 1
}

export {}
