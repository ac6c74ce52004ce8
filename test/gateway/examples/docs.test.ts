import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, it } from 'vitest'

import { ROOT } from '../../kit/command.ts'

it('docs/clients.md quotes the code of the examples', () => {
  const examples = readdirSync(join(ROOT, 'examples'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(ROOT, 'examples', name), 'utf8'))
  const page = readFileSync(join(ROOT, 'docs/clients.md'), 'utf8')
  const blocks = [...page.matchAll(/```ts\n(.+?)\n```/gs)].map(([, code = '']) => code)
  expect(blocks).toHaveLength(4)
  for (const code of blocks) {
    expect(
      examples.some((text) => text.includes(code)),
      code,
    ).toBe(true)
  }
})
