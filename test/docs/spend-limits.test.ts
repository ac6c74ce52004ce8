// The first lines of docs/spend-limits.md are run as they are.

import { execFileSync } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

import { ROOT } from '../kit/command.ts'
import { fencesIn, read } from '../kit/documents.ts'
import { temporary } from '../kit/gateway.ts'
import { freePort } from '../kit/redis.ts'

/** npm in the checkout, without npm's own start. */
const NPM = `#!/bin/sh
while [ "$1" != start ]; do shift; done
shift
[ "$1" = -- ] && shift
exec "${process.execPath}" "${ROOT}/start.js" "$@"
`

it('five lines set a limit of $5 a day for the web app', async () => {
  using directory = temporary()
  const npm = join(directory.path, 'npm')
  writeFileSync(npm, NPM)
  chmodSync(npm, 0o755)
  const lines = fencesIn(read('docs/spend-limits.md'))[0]?.text.trim() ?? ''
  expect(lines.split('\n')).toHaveLength(5)
  const port = await freePort()
  const script = lines
    .replace('localhost:4000', `127.0.0.1:${port}`)
    .replace('npm start &', 'npm start >/dev/null 2>&1 &')
  const printed = execFileSync('sh', ['-c', `trap 'kill $!' EXIT\n${script}`], {
    cwd: directory.path,
    encoding: 'utf8',
    // biome-ignore lint/style/noProcessEnv: the commands run in this environment, with changes
    env: { ...process.env, PORT: String(port), PATH: `${directory.path}:${process.env.PATH}` },
  })
  expect(JSON.parse(printed).data.viewer.spend).toEqual({ todayUsd: 0, dailyLimitUsd: 5 })
})
