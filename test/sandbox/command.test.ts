import { execFileSync, spawnSync } from 'node:child_process'

import { describe, expect, it } from 'vitest'

import { ROOT, runFailing, start } from '../kit/command.ts'
import { sandboxAt } from '../kit/sandbox/call.ts'

const hasCurl = spawnSync('curl', ['--version']).status === 0

describe('npm run sandbox', () => {
  it('prints everything that a program needs as one line of JSON', async () => {
    const running = await start('sandbox', ['--json'], { PORT: '0' })
    try {
      const lines = running.firstOutput.trim().split('\n')
      expect(lines).toHaveLength(1)
      const printed = JSON.parse(lines[0] ?? '')
      expect(Object.keys(printed)).toEqual(
        expect.arrayContaining([
          'url',
          'bearer',
          'apiKey',
          'apiKeySecret',
          'accessToken',
          'accessTokenSecret',
          'userId',
          'clientId',
          'clientSecret',
          'ownPostIds',
          'foreignPostIds',
        ]),
      )
      expect(printed.ownPostIds.length).toBeGreaterThanOrEqual(200)
      const ids = [printed.ownPostIds[0], printed.foreignPostIds[0]]
      const answer = await fetch(`${printed.url}/2/tweets?ids=${ids.join(',')}`, {
        headers: { authorization: `Bearer ${printed.bearer}` },
      })
      const body = (await answer.json()) as { data: { id: string }[] }
      expect(body.data.map(({ id }) => id)).toEqual(ids)
    } finally {
      await running.stop()
    }
  })

  it.skipIf(!hasCurl)(
    'prints instructions with a curl command that works (needs curl)',
    async () => {
      const env = { PORT: '0', MANNERS: 'classic', LIMITS: '2026' }
      const running = await start('sandbox', ['--speed', '60'], env)
      try {
        expect(running.firstOutput).toContain('X API sandbox')
        expect(running.firstOutput).toContain('Manners: classic. Limits of 2026.')
        expect(running.firstOutput).toContain('60 times as fast')
        const command = /curl -H 'Authorization: Bearer [^']+' \\\n\s+'[^']+'/.exec(
          running.firstOutput,
        )?.[0]
        const answer = execFileSync('bash', ['-c', `${command} -s`], { encoding: 'utf8' })
        expect(JSON.parse(answer).data).toHaveLength(2)
        const page = await fetch(/http:\/\/127\.0\.0\.1:\d+/.exec(running.firstOutput)?.[0] ?? '')
        expect(await page.text()).toContain('public_metrics')
      } finally {
        await running.stop()
      }
    },
  )

  it('reports every wrong setting at once and exits with 1', async () => {
    const env = { PORT: 'x', MANNERS: 'rude', LIMITS: '1999' }
    const { code, output } = await runFailing('sandbox', env, ['--speed', 'fast'])
    expect(code).toBe(1)
    expect(output.trim().split('\n')).toEqual([
      'PORT is "x", but must be a number from 0 (any free port) to 65535.',
      'MANNERS is "rude", but must be current or classic.',
      'LIMITS is "1999", but must be 2024 or 2026.',
      '--speed is "fast", but must be a whole number from 0 (a static world) to 3600.',
    ])
  })

  it('reports in one sentence that its port is in use', async () => {
    await using x = await sandboxAt()
    const { port } = new URL(x.url)
    const { code, output } = await runFailing('sandbox', { PORT: port })
    expect(code).toBe(1)
    expect(output).toBe(
      `Port ${port} is in use. Stop the process that listens there, or set PORT.\n`,
    )
  })
})

it('npm scripts run on the pinned Node version', () => {
  const version = execFileSync('npm', ['run', '-s', 'which-node'], { cwd: ROOT, encoding: 'utf8' })
  expect(version).toMatch(/^v24\./)
})
