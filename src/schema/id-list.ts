// The bound of the lists of ids that fields take as arguments.

import { GatewayError } from '../infra/errors.ts'

/** @throws BAD_USER_INPUT */
export const checkIdCount = (
  field: string,
  ids: readonly string[],
  max: number,
  remedy = 'Ask in several requests, or raise MAX_POSTS_PER_REQUEST.',
): void => {
  if (ids.length <= max) return
  throw new GatewayError(
    'BAD_USER_INPUT',
    `${field}(ids:) takes at most ${max} ids and got ${ids.length}. ${remedy}`,
  )
}
