// Errors about arguments, and the bound of the lists of ids that fields take.

import { GatewayError } from '../infra/errors.ts'

export const badInput = (message: string): GatewayError =>
  new GatewayError('BAD_USER_INPUT', message)

/** @throws BAD_USER_INPUT */
export const checkIdCount = (
  field: string,
  ids: readonly unknown[],
  max: number,
  remedy = 'Ask in several requests, or raise MAX_POSTS_PER_REQUEST.',
  argument = 'ids',
): void => {
  if (ids.length <= max) return
  throw badInput(
    `${field}(${argument}:) takes at most ${max} ${argument} and got ${ids.length}. ${remedy}`,
  )
}
