// Sizes of the caches and of V8's heap, from the memory that the process may use.

import { totalmem } from 'node:os'
import { constrainedMemory } from 'node:process'

const MIB = 2 ** 20

/** The memory of the machine, or less where a control group (a container) limits it, in MiB. */
export const availableMemoryMb = (): number =>
  // Without a limit, constrainedMemory returns 0 or a number beyond all memory.
  Math.floor(Math.min(constrainedMemory() || Number.POSITIVE_INFINITY, totalmem()) / MIB)

/** With this memory per process, all sizes have reached their maximum, and V8's own limits fit. */
const AMPLE_MB = 1024

const MAX = { cacheMb: 128, documentsMb: 64, facts: 200_000 }

export interface MemorySizes {
  /** The bound of the entity caches. */
  readonly cacheBytes: number
  /** The bound of compiled documents. */
  readonly documentBytes: number
  /** Posts whose authors are remembered. */
  readonly facts: number
  /** V8's options; none where memory is ample. */
  readonly heapOptions: readonly string[]
}

export interface MemoryOptions {
  /** The memory that all processes together may use. */
  readonly megabytes: number
  readonly workers: number
  /** Overrides the size of the cache of each process. */
  readonly cacheMb: number | undefined
}

/** The sizes of each process that serves requests. */
export const memorySizes = ({ megabytes: total, workers, cacheMb }: MemoryOptions): MemorySizes => {
  const megabytes = workers === 1 ? total : (total - PRIMARY_MB) / workers
  const share = Math.min(1, megabytes / AMPLE_MB)
  return {
    cacheBytes: Math.ceil((cacheMb ?? MAX.cacheMb * share) * MIB),
    documentBytes: Math.ceil(MAX.documentsMb * share * MIB),
    facts: Math.ceil(MAX.facts * share),
    heapOptions:
      share === 1
        ? []
        : [
            `--max-old-space-size=${Math.max(MIN_HEAP_MB, Math.floor(megabytes * HEAP_SHARE))}`,
            `--max-semi-space-size=${Math.max(MIN_SEMI_SPACE_MB, Math.floor(megabytes * SEMI_SPACE_SHARE))}`,
          ],
  }
}

/** Several workers have a primary process above them. */
const PRIMARY_MB = 64

/** The rest is V8's young generation, code, buffers, and Node.js itself with about 60 MB. */
const HEAP_SHARE = 0.45
const MIN_HEAP_MB = 64
/** The young generation takes up to three times as much. V8's default takes 100 MB and more. */
const SEMI_SPACE_SHARE = 1 / 32
const MIN_SEMI_SPACE_MB = 4
