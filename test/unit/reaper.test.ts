import { spawn } from 'node:child_process'
import { once } from 'node:events'

import { expect, it } from 'vitest'

import { canLook } from '../kit/processes.ts'
import { reap } from '../kit/reaper.ts'

it.runIf(canLook)('the reaper ends the marked processes in all process groups', async () => {
  const marker = `TEST_OF_THE_REAPER=${crypto.randomUUID()}`
  const [name = '', value = ''] = marker.split('=')
  const child = spawn('sh', ['-c', 'setsid sleep 600 & sleep 600 & echo; wait'], {
    env: { PATH: '/usr/bin:/bin', [name]: value },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  const exited = once(child, 'exit')
  await once(child.stdout, 'data')
  expect((await reap(`${name}=another run`, 0)).length).toBe(0)
  expect((await reap(marker, 0)).length).toBeGreaterThanOrEqual(3)
  expect((await exited)[1]).toBe('SIGKILL')
  // A busy machine takes a moment to end a killed process.
  await expect.poll(() => reap(marker, 0)).toEqual([])
})
