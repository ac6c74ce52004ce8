// Global setup of a test run: marks its processes, and fails the run when tests leave some of them behind. Offers databases.

import { reap } from './reaper.ts'
import { offerDatabases } from './shared-postgres.ts'

const NAME = 'GATEWAY_TEST_RUN'

export default async (): Promise<() => Promise<void>> => {
  const id = crypto.randomUUID()
  // biome-ignore lint/style/noProcessEnv: workers and their processes inherit it
  process.env[NAME] = id
  const databases = await offerDatabases()
  return async () => {
    await databases[Symbol.asyncDispose]()
    const left = await reap(`${NAME}=${id}`)
    if (left.length > 0) throw new Error(`Tests left processes behind:\n${left.join('\n')}`)
  }
}
