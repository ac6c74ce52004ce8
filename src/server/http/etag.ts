// Conditional requests.
//
// @see https://www.rfc-editor.org/rfc/rfc9110#name-if-none-match

import type { IncomingMessage } from 'node:http'

/** Whether the client has a response with this ETag already. Compares weakly, as the RFC demands for If-None-Match. */
export const matchesEtag = ({ headers }: IncomingMessage, etag: string): boolean => {
  const given = headers['if-none-match']
  if (given === undefined) return false
  return given.split(',').some((each) => {
    const value = each.trim()
    return value === '*' || withoutWeakness(value) === withoutWeakness(etag)
  })
}

const withoutWeakness = (etag: string): string => etag.replace(/^W\//, '')
