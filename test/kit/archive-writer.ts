// Writes rounds of samples to an archive and prints each committed round, until a test kills it.

import { setTimeout as pause } from 'node:timers/promises'

import type { ArchiveLocation } from '../../src/archive/index.ts'
import { batch } from './archive-batch.ts'
import { open } from './archives.ts'

const [location = '', from = '0'] = process.argv.slice(2)

const archive = await open(JSON.parse(location) as ArchiveLocation)
for (let round = Number(from); ; round++) {
  const samples = batch(round)
  archive.record(samples)
  const last = samples.slice(-1)
  while ((await archive.latest(last))[0]?.at !== last[0]?.at) await pause(1)
  process.stdout.write(`${round}\n`)
}
