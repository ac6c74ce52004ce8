import { describe, expect, it } from 'vitest'

import { missingHeapOptions } from '../../src/app/heap.ts'
import { readConfig } from '../../src/config/index.ts'

const MIB = 2 ** 20

const sizes = (environment: Record<string, string>) => {
  const { memory } = readConfig(environment)
  const [cache, documents] = [memory.cacheBytes / MIB, memory.documentBytes / MIB]
  return [cache, documents, memory.facts, memory.heapOptions.map((each) => each.split('=')[1])]
}

describe('the sizes of caches and heap', () => {
  it.each([
    [{ MEMORY_MB: '256' }, [32, 16, 50_000, ['115', '8']]],
    [{ MEMORY_MB: '512' }, [64, 32, 100_000, ['230', '16']]],
    // With ample memory, V8's own limits remain.
    [{ MEMORY_MB: '1024' }, [128, 64, 200_000, []]],
    [{ MEMORY_MB: '65536' }, [128, 64, 200_000, []]],
    // A fixed part is for the primary process, and the workers share the rest.
    [{ MEMORY_MB: '576', WORKERS: '2' }, [32, 16, 50_000, ['115', '8']]],
    [{ MEMORY_MB: '256', CACHE_MAX_MB: '8' }, [8, 16, 50_000, ['115', '8']]],
    [{ MEMORY_MB: '128' }, [16, 8, 25_000, ['64', '4']]],
  ])('of %o', (environment, expected) => {
    expect(sizes(environment)).toEqual(expected)
  })

  it('leave the heap options of the operator alone', () => {
    const options = ['--max-old-space-size=115']
    expect(missingHeapOptions(options, {})).toEqual(options)
    expect(missingHeapOptions(options, { NODE_OPTIONS: '--max-old-space-size=200' })).toEqual([])
  })
})
