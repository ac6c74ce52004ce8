// Global setup of a test run: marks its processes, and fails the run when tests leave some of them behind.

import { reap } from './reaper.ts'

const NAME = 'GATEWAY_TEST_RUN'

export default (): (() => Promise<void>) => {
  const id = crypto.randomUUID()
  // biome-ignore lint/style/noProcessEnv: workers and their processes inherit it
  process.env[NAME] = id
  return async () => {
    const left = await reap(`${NAME}=${id}`)
    if (left.length > 0) throw new Error(`Tests left processes behind:\n${left.join('\n')}`)
  }
}
