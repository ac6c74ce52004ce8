// Archives without an end, and says what is committed: run by a test that kills it. `node writing.ts <place> <from>`

import { setTimeout as pause } from 'node:timers/promises'

import type { ArchivePlace } from '../../src/archive/index.ts'
import { batch } from './archive-batch.ts'
import { open } from './archives.ts'

const [place = '', from = '0'] = process.argv.slice(2)

const archive = await open(JSON.parse(place) as ArchivePlace)
for (let round = Number(from); ; round++) {
  const samples = batch(round)
  archive.keep(samples)
  const last = samples.slice(-1)
  while ((await archive.latest(last))[0]?.at !== last[0]?.at) await pause(1)
  process.stdout.write(`${round}\n`)
}
