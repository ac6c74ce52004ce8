import { expect, it } from 'vitest'

import { createCallGroups } from '../../../src/pipeline/call-groups.ts'
import { createOperation } from '../../../src/pipeline/operation.ts'
import type { Posts } from '../../../src/pipeline/request.ts'
import type { PostResult } from '../../../src/pipeline/result.ts'
import { createClock } from '../../kit/clock.ts'
import { requestFor } from '../../kit/stages.ts'

const LATENCY_MS = 150
const SECONDS = 10

interface Load {
  readonly gateways: number
  readonly perSecond: number
  readonly idsPerQuery: number
}

/** Sends queries to several gateways in turn, and returns the average number of ids in a call. */
const idsPerCall = async ({ gateways, perSecond, idsPerQuery }: Load): Promise<number> => {
  const clock = createClock(0)
  const sizes: number[] = []
  const createGroups = () =>
    createCallGroups<PostResult, Posts>(
      ({ ids }) => {
        sizes.push(ids.length)
        return new Promise((resolve) => clock.schedule(() => resolve(new Map()), LATENCY_MS))
      },
      {
        windowMs: 5,
        maxIds: 100,
        gateways: () => gateways,
        now: clock.now,
        schedule: clock.schedule,
      },
    )
  const all = Array.from({ length: gateways }, createGroups)
  const operation = createOperation(1000)
  for (let query = 0; query < perSecond * SECONDS; query++) {
    clock.pass(1000 / perSecond)
    // Calls that X has answered settle.
    await new Promise((resolve) => setImmediate(resolve))
    const groups = all[query % gateways]
    if (groups === undefined) continue
    const group = groups.of('posts')
    const isLone = group.calls === 0 && group.background
    const ids = Array.from({ length: idsPerQuery }, (_, index) => `${query}.${index}`)
    const request = requestFor(ids, { operation })
    for (const id of ids) {
      groups.callFor(id, group, request)
      groups.sendIfFull(group)
    }
    if (group.pending !== undefined) groups.wait(group, request, isLone)
  }
  clock.pass(5000)
  return sizes.reduce((sum, size) => sum + size, 0) / sizes.length
}

it.each([3, 8])('keeps calls full when %i gateways divide a steady load', async (gateways) => {
  const load = { perSecond: 200, idsPerQuery: 25 }
  expect(await idsPerCall({ gateways: 1, ...load })).toBeGreaterThan(95)
  expect(await idsPerCall({ gateways, ...load })).toBeGreaterThan(90)
})

it.each([3, 8])('needs no more calls with %i gateways at a lower load', async (gateways) => {
  const load = { perSecond: 200, idsPerQuery: 10 }
  const one = await idsPerCall({ gateways: 1, ...load })
  expect(await idsPerCall({ gateways, ...load })).toBeGreaterThan(one)
})
