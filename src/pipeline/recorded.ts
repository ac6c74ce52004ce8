// Stage: records what every answer of X teaches. Each recorder sees the results and the answer that they were read from.

import type { Response } from './fetched.ts'
import type { Judge } from './judged.ts'
import type { EntityRequest, Fetch, Resource, Results } from './request.ts'

export type Recorder<T, R extends Resource, Origin = Response> = (
  request: EntityRequest<R>,
  results: Results<T>,
  origin: Origin,
) => void

/** When results came, and their size. They may come from another gateway. */
export type Arrival = Pick<Response, 'at' | 'bytes'>

export const recorded =
  <T, R extends Resource>(recorders: readonly Recorder<T, R>[]) =>
  (judge: Judge<T, R>): Fetch<T, R> =>
  async (request) => {
    const { results, response } = await judge(request)
    if (response !== undefined) {
      for (const record of recorders) record(request, results, response)
    }
    return results
  }
