// Stage: passes each answer of X, with its results, to the recorders.

import type { XResponse } from './fetched.ts'
import type { Judge } from './judged.ts'
import type { EntityRequest, Fetch, Resource, Results } from './request.ts'

export type ResultRecorder<T, R extends Resource, Origin = XResponse> = (
  request: EntityRequest<R>,
  results: Results<T>,
  origin: Origin,
) => void

/** When results came, and their size. They may come from another gateway. */
export type ResultOrigin = Pick<XResponse, 'at' | 'bytes'>

export const recorded =
  <T, R extends Resource>(recorders: readonly ResultRecorder<T, R>[]) =>
  (judge: Judge<T, R>): Fetch<T, R> =>
  async (request) => {
    const { results, response } = await judge(request)
    if (response !== undefined) {
      for (const record of recorders) record(request, results, response)
    }
    return results
  }
