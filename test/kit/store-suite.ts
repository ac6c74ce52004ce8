// The set-up of test suites that run against each store of the archive.

import { afterAll, beforeAll, it } from 'vitest'

import { createLocations, type Kind, type Locations } from './archives.ts'

/** Defines the tests of one store, in a `describe.each(STORES)`. They are skipped where the store is not available. */
export const createStoreSuite = (kind: Kind, isAvailable: boolean, needs: string) => {
  let opened: Locations | undefined
  beforeAll(async () => {
    if (isAvailable) opened = await createLocations(kind)
  })
  afterAll(() => opened?.[Symbol.asyncDispose]())
  const locations: Pick<Locations, 'next'> = {
    next: () => opened?.next() ?? Promise.reject(new Error(`${kind} is not available`)),
  }
  const test = (name: string, run: () => Promise<void>): void =>
    it.runIf(isAvailable)(`${name}${needs}`, run)
  return { locations, test }
}
