// The reported state of Redis: connections, refused operations and recoveries.

import { expect, it } from 'vitest'

import { createRedisStatus, type RedisEvent } from '../../src/infra/redis-status.ts'

const OOM = new Error('OOM command not allowed')
const SLOW = Object.assign(new Error('timed out'), { code: 'TIMEOUT' })

const setUp = () => {
  let time = 0
  const kinds: RedisEvent['kind'][] = []
  const status = createRedisStatus(
    ({ kind }) => {
      if (kind !== 'error') kinds.push(kind)
    },
    () => time,
  )
  return { status, kinds, pass: (ms: number) => (time += ms) }
}

it('a fault is reported once for all operations, and ends when each of them succeeds', () => {
  const { status, kinds } = setUp()
  for (const operation of ['read', 'write', 'write']) status.onFailure(operation, OOM)
  expect([kinds, status.state()]).toEqual([['failing'], { state: 'failing', cause: 'OOM' }])
  status.onFailure('write', SLOW)
  status.onSuccess('read')
  expect(status.state()).toEqual({ state: 'failing', cause: 'OOM' })
  status.onSuccess('write')
  expect([kinds, status.state()]).toEqual([['failing', 'recovered'], { state: 'connected' }])
})

it('timeouts are a fault when three follow one another', () => {
  const { status, kinds } = setUp()
  for (const fails of [true, true, false, true, true]) {
    if (fails) status.onFailure('read', SLOW)
    else status.onSuccess('read')
  }
  expect([kinds, status.state()]).toEqual([[], { state: 'connected' }])
  status.onFailure('read', SLOW)
  expect([kinds, status.state()]).toEqual([['failing'], { state: 'failing', cause: 'TIMEOUT' }])
})

it('a fault whose operation is not tried again ends after a minute, without a report', () => {
  const { status, kinds, pass } = setUp()
  status.onFailure('read', OOM)
  pass(61_000)
  expect([kinds, status.state()]).toEqual([['failing'], { state: 'connected' }])
})

it('a fault ends with the connection, because the next one may be to another server', () => {
  const { status, kinds } = setUp()
  status.onFailure('write', new Error('READONLY You can not write'))
  status.onConnectionError(new Error('closed'))
  status.onConnected()
  expect([kinds, status.state()]).toEqual([['failing', 'lost', 'restored'], { state: 'connected' }])
})
