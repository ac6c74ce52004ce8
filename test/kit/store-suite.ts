// The set-up of test suites that run against each store of the archive.

import { afterEach, beforeEach, it } from 'vitest'

import { createLocations, type Kind, type Locations } from './archives.ts'

/** Defines the tests of one store, in a `describe.each(STORES)`. They are skipped where the store is not available. */
export const createStoreSuite = (kind: Kind, isAvailable: boolean, needs: string) => {
  let opened: Locations
  beforeEach(() => {
    opened = createLocations(kind)
  })
  afterEach(() => opened[Symbol.asyncDispose]())
  const test = (name: string, run: () => Promise<void>): void =>
    it.runIf(isAvailable)(`${name}${needs}`, run)
  return { locations: { next: () => opened.next() }, test }
}
