// The lease of the recorder: one process of a deployment records. The holder renews it; when it stops without releasing it,
// another process takes over after at most a minute. Clocks of the machines may differ by the margin.

import type { Clock } from '../infra/clock.ts'
import type { RecorderStore } from './store.ts'

const LEASE_MS = 60_000
export const RENEW_MS = 20_000

export interface LeaseOptions {
  readonly store: Pick<RecorderStore, 'acquire' | 'release'>
  readonly holder: string
  /** The longest time that a call to X takes: the holder begins none that could end after its lease. */
  readonly maxCallMs: number
  readonly clock: Pick<Clock, 'now' | 'schedule'>
  readonly onFailure: (error: unknown) => void
}

export interface Lease {
  isHeld(): boolean
  /** Acquires or renews it. Returns whether it is held. */
  renew(): Promise<boolean>
  /** Begins no more calls. */
  end(): void
  /** Lets another process have it, after the last call. */
  release(): Promise<void>
}

export const createLease = (options: LeaseOptions): Lease => {
  const { store, holder, clock, onFailure } = options
  const marginMs = Math.min(options.maxCallMs, LEASE_MS / 2)
  let heldUntil = 0
  let ended = false
  let cancel = (): void => {}

  const renew = async (): Promise<boolean> => {
    cancel()
    if (ended) return false
    const at = clock.now()
    try {
      const isHeld = await store.acquire(holder, at, at + LEASE_MS)
      heldUntil = isHeld ? at + LEASE_MS - marginMs : 0
    } catch (error) {
      // The lease lasts until it ends.
      onFailure(error)
    }
    cancel()
    if (!ended) cancel = clock.schedule(() => void renew(), RENEW_MS)
    return isHeld()
  }
  const end = (): void => {
    ended = true
    cancel()
  }
  const isHeld = (): boolean => !ended && clock.now() < heldUntil

  return {
    isHeld,
    renew,
    end,
    release: async () => {
      end()
      await store.release(holder).catch(onFailure)
    },
  }
}
