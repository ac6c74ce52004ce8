// Apollo's protocol of subscriptions over HTTP: each message is one part of a multipart body.
//
// @see https://www.apollographql.com/docs/graphos/routing/operations/subscriptions/multipart-protocol

import type { StreamFormat } from './stream-format.ts'

const BOUNDARY = '\r\n--graphql'

/** Clients read a part when the boundary behind it has arrived, so each part ends with it. */
const part = (json: string): Buffer =>
  Buffer.from(`\r\ncontent-type: application/json\r\n\r\n${json}${BOUNDARY}`, 'latin1')

export const MULTIPART: StreamFormat = {
  contentType: 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0',
  begin: () => BOUNDARY,
  frame: (json) => part(`{"payload":${json}}`),
  heartbeat: part('{}'),
  complete: Buffer.from('--\r\n'),
}
