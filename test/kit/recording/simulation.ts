// Simulates a recorder for days, on a fake clock and with restarts, and checks what it has stored.

import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'

import { createSandbox } from '../../../sandbox/index.ts'
import { createRandom } from '../../../sandbox/world/random.ts'
import { phaseOf, ROUND_MS, startOfInterval } from '../../../src/recorder/schedule.ts'
import type { LeftOut } from '../../../src/recorder/store.ts'
import { createClock } from '../clock.ts'
import { temporary } from '../gateway.ts'
import {
  checkLastStates,
  curveError,
  DAY,
  findGaps,
  findRepetitions,
  HOUR,
  type LastStates,
  logSamples,
  type SampleLog,
} from './checks.ts'
import { type Machine, startMachine } from './machine.ts'
import { type SteadyOptions, steadyWorld } from './world.ts'

/** The lease, and the time between two attempts of another process to get it. */
const TAKEOVER_MS = 90_000

export interface SimulationOptions extends SteadyOptions {
  /** At random moments. In turn: a stop, a crash, and a crash in the middle of a round. Each one moves the recorder to another machine. */
  readonly restarts?: number
  readonly dailyUsd?: number
  /** The age up to which no sample may be missing. @default any */
  readonly maxAge?: number
  /** The time from which posts are checked. @default start */
  readonly checkFrom?: number
  readonly onDay?: (day: number) => void
}

export interface SimulationResult {
  readonly calls: number
  readonly samples: number
  readonly usd: number
  /** The most that X has billed for one UTC day. */
  readonly mostUsdADay: number
  readonly restarts: number
  readonly leftOut: LeftOut | undefined
  readonly worstCurve: number
  readonly lastStates: LastStates
  /** Posts whose curve is off by more than 2 %. */
  readonly curves: readonly string[]
  readonly gaps: readonly string[]
  readonly repetitions: readonly string[]
  readonly faults: readonly string[]
}

export const simulate = async (options: SimulationOptions): Promise<SimulationResult> => {
  const { start, days, restarts = 0, maxAge = Number.POSITIVE_INFINITY } = options
  const end = start + days * DAY
  const clock = createClock(start)
  // The archive waits for the disk at each write.
  using directory = temporary(existsSync('/dev/shm') ? '/dev/shm' : tmpdir())
  const world = steadyWorld(options)
  await using x = await createSandbox({ seed: world, now: clock.now, limits: '2026' })
  const log: SampleLog = new Map()
  const phase = phaseOf(x.credentials.userId)
  const nextRound = (): number => startOfInterval(clock.now(), ROUND_MS, phase) + ROUND_MS
  const machines = createMachines({
    x,
    clock,
    directory: directory.path,
    environment: options.dailyUsd ? { RECORD_DAILY_USD: String(options.dailyUsd) } : {},
    onWrite: (batches) => logSamples(batches, log),
  })
  const { next: random } = createRandom(11)
  const moments = Array.from({ length: restarts }, () =>
    Math.floor(start + random() * days * DAY),
  ).sort((one, other) => one - other)
  const curves = new Map<string, number>()
  const billed: number[] = []
  await machines.start()
  while (clock.now() < end) {
    await machines.current().run()
    const moment = moments[0] ?? Number.POSITIVE_INFINITY
    if (moment < nextRound()) {
      moments.shift()
      clock.pass(Math.max(0, moment - clock.now()))
      await machines.restart(moments.length % 3, random(), nextRound)
      continue
    }
    const isLastRound = Math.floor(nextRound() / DAY) > Math.floor(clock.now() / DAY)
    if (isLastRound) {
      billed.push(x.billedUsd())
      for (const post of world.posts.values()) {
        const age = clock.now() - post.createdAt
        // From the first sample after the two days on.
        if (post.createdAt < start || age < 2 * DAY + 7 * HOUR || curves.has(post.id)) continue
        curves.set(post.id, await curveError(post, world, machines.current().archive))
      }
      options.onDay?.(billed.length)
    }
    clock.pass(nextRound() - clock.now())
  }
  billed.push(x.billedUsd())
  const leftOut = await machines.current().store.readLeftOut()
  await machines.stop()
  const toleranceMs = restarts > 0 ? TAKEOVER_MS : options.dailyUsd ? ROUND_MS : 1000
  const checked = { start: options.checkFrom ?? start, end, toleranceMs, maxAge }
  return {
    calls: machines.calls(),
    samples: [...log.values()].reduce((sum, { public: samples }) => sum + samples.length, 0),
    usd: x.billedUsd(),
    mostUsdADay: Math.max(...billed.map((usd, day) => usd - (billed[day - 1] ?? 0))),
    restarts: restarts - moments.length,
    leftOut,
    worstCurve: Math.max(0, ...curves.values()),
    curves: [...curves].filter(([, error]) => error > 0.02).map(([id, error]) => `${id} ${error}`),
    lastStates: checkLastStates(log, world, checked),
    gaps: findGaps(log, world, checked),
    repetitions: findRepetitions(log, (at) => startOfInterval(at, ROUND_MS, phase)),
    faults: machines.faults(),
  }
}

type MachinesOptions = Parameters<typeof startMachine>[0]

const createMachines = (options: MachinesOptions) => {
  const { clock } = options
  const all: Machine[] = []
  const problems: string[] = []
  let crash: { afterCalls: number; readonly done: () => void } | undefined

  const current = (): Machine => {
    const machine = all.at(-1)
    if (machine === undefined) throw new Error('No machine was started.')
    return machine
  }
  const start = async (): Promise<void> => {
    const machine = await startMachine({
      ...options,
      onCall: () => {
        if (crash === undefined || --crash.afterCalls > 0) return
        void current().crash()
        crash.done()
      },
    })
    all.push(machine)
    for (let tries = 0; tries < 5; tries++) {
      await machine.run()
      if (machine.recorder.state().isRecording) return
      clock.pass(20_000)
    }
    problems.push(`nobody took over at ${new Date(clock.now()).toISOString()}`)
  }

  return {
    current,
    start,
    restart: async (kind: number, random: number, nextRound: () => number): Promise<void> => {
      if (kind === 0) await current().stop()
      if (kind === 1) await current().crash()
      if (kind === 2) {
        // Between an answer of X and its effects.
        clock.pass(nextRound() - clock.now())
        const crashed = new Promise<void>((done) => {
          crash = { afterCalls: random < 0.5 ? 1 : 2, done }
        })
        await Promise.race([current().run(), crashed])
        crash = undefined
        await current().crash()
      }
      await start()
    },
    calls: (): number => all.reduce((sum, machine) => sum + machine.calls(), 0),
    faults: (): string[] => [...problems, ...all.flatMap(({ faults }) => faults.map(String))],
    stop: async (): Promise<void> => {
      for (const machine of all) await machine.stop()
    },
  }
}
