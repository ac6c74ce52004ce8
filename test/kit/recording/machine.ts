// A recorder for tests: with its pipeline and its archive, against a sandbox, on a fake clock. A machine can crash: what it
// had not written is lost, and its lease is not released.

import { join } from 'node:path'

import type { Sandbox } from '../../../sandbox/index.ts'
import { sandboxKeys } from '../../../src/app/locations.ts'
import { createPeers } from '../../../src/app/peers.ts'
import { createRuntime } from '../../../src/app/runtime.ts'
import { createArchive } from '../../../src/archive/create-archive.ts'
import type { ArchiveLocation } from '../../../src/archive/index.ts'
import { openPostgresArchive } from '../../../src/archive/postgres.ts'
import { openSqliteArchive } from '../../../src/archive/sqlite.ts'
import type { SeriesBatch } from '../../../src/archive/store.ts'
import { ownedAccount } from '../../../src/auth/accounts.ts'
import { createAppCredential } from '../../../src/auth/app-credential.ts'
import { createCredentialStatus } from '../../../src/auth/credential-status.ts'
import { readConfig } from '../../../src/config/index.ts'
import { createUpstream } from '../../../src/infra/upstream.ts'
import { createPayers } from '../../../src/money/payers.ts'
import { createUsageWatch } from '../../../src/money/usage.ts'
import { openRecorderStore } from '../../../src/recorder/open-store.ts'
import type { RecorderStore } from '../../../src/recorder/store.ts'
import type { RoundEvent } from '../../../src/recorder/types.ts'
import { createActivity } from '../../../src/telemetry/activity.ts'
import { createXClient } from '../../../src/x/client.ts'
import { createRateBudget } from '../../../src/x/rate-budget.ts'
import type { createClock } from '../clock.ts'
import { NO_STORE_EVENTS } from '../stores.ts'

export interface MachineOptions {
  readonly x: Sandbox
  readonly clock: ReturnType<typeof createClock>
  /** The directory of the counters of spend, and of the archive by default. */
  readonly directory: string
  readonly location?: ArchiveLocation
  /** The interval of the archive's maintenance. @default 5000 */
  readonly maintenanceMs?: number
  readonly environment?: Readonly<Record<string, string>>
  /** Called with what is written to the archive. */
  readonly onWrite?: (batches: readonly SeriesBatch[]) => void
  readonly onRound?: (round: RoundEvent) => void
  /** Called when X has answered a call, before anything is done with the answer. */
  readonly onCall?: () => void
}

export type Machine = Awaited<ReturnType<typeof startMachine>>

export const startMachine = async (options: MachineOptions) => {
  const { x, clock, directory, onWrite = () => {}, onRound = () => {} } = options
  const { location = { kind: 'directory', path: directory } as const, maintenanceMs = 5000 } =
    options
  const config = readConfig({
    ARCHIVE: 'on',
    RECORD: 'own',
    CACHE_TTL_SECONDS: '0',
    PRIVATE_CACHE_TTL_SECONDS: '0',
    UPSTREAM_RETRIES: '0',
    ...options.environment,
  })
  let crashed = false
  const never = (): Promise<never> => new Promise(() => {})
  const faults: unknown[] = []
  const store =
    location.kind === 'postgres'
      ? await openPostgresArchive(location)
      : openSqliteArchive(join(directory, 'archive.sqlite'))
  const archive = createArchive(
    {
      ...store,
      write: async (batches, records) => {
        if (crashed) return
        await store.write(batches, records)
        onWrite(batches)
      },
      deletePosts: async (ids) => (crashed ? undefined : store.deletePosts(ids)),
      deleteHiddenPosts: async (ids) => (crashed ? undefined : store.deleteHiddenPosts(ids)),
    },
    {
      now: clock.now,
      maxPosts: 100_000,
      onError: (error) => faults.push(error),
      flushMs: 1e6,
      maintenanceMs,
    },
  )
  const opened = await openRecorderStore(location, { ...NO_STORE_EVENTS, strict: true })
  const recorderStore: RecorderStore = {
    ...opened,
    acquire: async (...lease) => !crashed && opened.acquire(...lease),
    release: async (holder) => (crashed ? undefined : opened.release(holder)),
    writeAccount: async (...state) => (crashed ? undefined : opened.writeAccount(...state)),
    writeRound: async (...round) => (crashed ? undefined : opened.writeRound(...round)),
  }
  let calls = 0
  const upstream = createUpstream({ ...config.upstream, onCall: () => {}, onBreaker: () => {} })
  const send: typeof upstream.send = async (request) => {
    const response = await upstream.send(request)
    // X's own count of posts is read once an hour, with or without a recorder.
    if (!request.url.includes('/2/usage/')) {
      calls += 1
      options.onCall?.()
    }
    return crashed ? never() : response
  }
  const keys = sandboxKeys(x)
  const app = createAppCredential({ keys, apiUrl: x.url, send, now: clock.now })
  const owned = ownedAccount(keys)
  if (owned === undefined) throw new Error('The sandbox has an account.')
  const credentialStatus = createCredentialStatus({ now: clock.now, onRefused: () => {} })
  const budget = createRateBudget({ now: clock.now })
  const client = createXClient({
    budget,
    credentialStatus,
    apiUrl: x.url,
    send,
    timeoutMs: 5000,
    deadlineMs: 5000,
    retries: 0,
    now: clock.now,
    wall: clock.wall,
  })
  const payers = createPayers({
    config,
    redis: undefined,
    dataDir: directory,
    clock,
    onSpendWarning: () => {},
  })
  const { counters } = payers
  const usage = createUsageWatch({ client, app, counters, clock, onDrift: () => {} })
  const runtime = createRuntime({
    config,
    client,
    credentialStatus,
    budget,
    sharing: undefined,
    peers: createPeers(undefined),
    billedPeers: { onBilled: () => {}, connect: () => {}, close: async () => {} },
    archive,
    recorderStore,
    accounts: async () => [owned],
    app,
    loginUrl: undefined,
    keyUrl: undefined,
    payers,
    usage,
    apiKeys: { list: () => [] },
    upstreamState: upstream.state,
    activity: createActivity(clock.now).activity,
    clock,
    onPoll: () => {},
    onFault: (error) => faults.push(error),
    recorderEvents: {
      onCost: () => {},
      onLease: () => {},
      onRound,
      onLeftOut: () => {},
      onFault: (error) => faults.push(error),
    },
  })
  const { recorder } = runtime
  if (recorder === undefined) throw new Error('RECORD is off.')

  let stopped: Promise<void> | undefined
  const end = async (): Promise<void> => {
    await recorder.close()
    runtime.close()
    usage.close()
    // Closing writes what a crash loses.
    if (!crashed) await payers.spend.close()
    await archive.close()
    await opened.close()
    await upstream.close()
  }
  const stop = (): Promise<void> => {
    stopped ??= end()
    return stopped
  }

  return {
    archive,
    store: recorderStore,
    recorder,
    faults,
    calls: (): number => calls,
    /** Runs what is due, and writes what the archive would have written a moment later. */
    run: async (): Promise<number> => {
      const nextAt = await recorder.run()
      await archive.flush()
      return nextAt
    },
    stop,
    /** Ends all effects of this machine, and its background work, which would go on beside that of the next machines. */
    crash: async (): Promise<void> => {
      crashed = true
      await stop()
    },
    [Symbol.asyncDispose]: stop,
  }
}
