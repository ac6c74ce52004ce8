// The recording status of an account, from the recorder's last round.

import { expect, it } from 'vitest'

import {
  type AccountRecordings,
  createAccountRecordings,
} from '../../../src/recorder/account-recording.ts'
import type { LastRound } from '../../../src/recorder/store.ts'

type Asked = Parameters<AccountRecordings['of']>[0]

const NOW = 1_000_000
const CONNECTED: Asked = { userId: '1' }

const recordingOf = (round: LastRound | undefined, account: Asked = CONNECTED) =>
  createAccountRecordings({
    store: { readRound: async () => round, readRounds: async () => new Map() },
    accounts: async () => [CONNECTED],
    now: () => NOW,
  }).of(account)

it.each<[string, Omit<LastRound, 'limits'>, number]>([
  ['nothing, while no post and no round is due', { waitingSince: NOW + 5, nextAt: NOW + 1 }, 0],
  ['what a post waits', { sampledAt: 7, waitingSince: NOW - 60_000, nextAt: NOW + 1 }, 60_000],
  ['what a round waits, which no process runs', { nextAt: NOW - 90_000 }, 90_000],
])('is behind by %s', async (_, times, lagMs) => {
  const recording = { isRecorded: true, sampledAt: times.sampledAt, lagMs, limits: [] }
  expect(await recordingOf({ ...times, limits: [] })).toEqual(recording)
})

it('is limited until each limit ends', async () => {
  const [past, ahead, login] = [
    { reason: 'RATE_LIMIT', posts: 2, until: NOW },
    { reason: 'SPEND_LIMIT', posts: 3, until: NOW + 1 },
    { reason: 'RECONNECT_NEEDED', posts: 0 },
  ] as const
  const { limits } = await recordingOf({ nextAt: NOW, limits: [past, ahead, login] })
  expect(limits).toEqual([ahead, login])
})

it('of the account of a token is there if it is connected, too', async () => {
  const none = { sampledAt: undefined, lagMs: undefined, limits: [] }
  const byToken = (userId: string) => recordingOf(undefined, { userId, fromRequest: true })
  expect(await byToken('1')).toEqual({ ...none, isRecorded: true })
  expect(await byToken('2')).toEqual({ ...none, isRecorded: false })
})
