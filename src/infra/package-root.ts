// Resolves the package's files from `src` and from `dist/src` alike.

import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** @throws when no directory above this file holds a package.json */
const findPackageRoot = (directory: string): string => {
  if (existsSync(join(directory, 'package.json'))) return directory
  const parent = dirname(directory)
  if (parent === directory) throw new Error('No package.json was found above the gateway.')
  return findPackageRoot(parent)
}

export const packageFile = (name: string): string =>
  join(findPackageRoot(import.meta.dirname), name)

export const packageVersion = (): string =>
  JSON.parse(readFileSync(packageFile('package.json'), 'utf8')).version
