// Starts a Redis on the core of the load, if redis-server is installed.

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'

import { freePort, isListening, wait } from './processes.ts'

export const hasRedis = spawnSync('redis-server', ['--version']).status === 0

export const startRedis = async () => {
  const port = await freePort()
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '']
  const child = spawn('redis-server', options, { stdio: 'ignore' })
  const kill = (): boolean => child.kill('SIGKILL')
  process.once('exit', kill)
  while (!(await isListening(port))) await wait(50)
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async (): Promise<void> => {
      process.off('exit', kill)
      const exited = once(child, 'exit')
      kill()
      await exited
    },
  }
}
