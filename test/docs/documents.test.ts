// The documents lead where they say, none of them is lost, and what they show of the sources is there.

import { existsSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

import type { GraphQLEnumType } from 'graphql'
import { describe, expect, it } from 'vitest'

import { schema } from '../../src/schema/index.ts'
import { documents, fencesIn, pathOf, read, withoutFences } from '../kit/documents.ts'

const linksIn = (name: string): string[] =>
  [...withoutFences(read(name)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)

/** As the places where sources are shown make them of headings. */
const anchorsIn = (name: string): string[] => {
  const seen = new Map<string, number>()
  return [...withoutFences(read(name)).matchAll(/^#+ +(.+)$/gm)].map(([, heading = '']) => {
    const anchor = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-')
    const before = seen.get(anchor) ?? 0
    seen.set(anchor, before + 1)
    return before === 0 ? anchor : `${anchor}-${before}`
  })
}

const isElsewhere = (link: string): boolean => /^[a-z]+:/.test(link)

describe.each(documents)('%s', (name) => {
  it('links to files and headings that are there', () => {
    for (const link of linksIn(name).filter((each) => !isElsewhere(each))) {
      const [path = '', anchor] = link.split('#')
      const file = path === '' ? name : normalize(join(dirname(name), path))
      expect(existsSync(pathOf(file)), link).toBe(true)
      if (anchor !== undefined) expect(anchorsIn(file), link).toContain(anchor)
    }
  })

  it('links elsewhere by https only', () => {
    for (const link of linksIn(name).filter(isElsewhere))
      expect(link).toMatch(/^https:\/\/\S+\.\S+/)
  })
})

it('the index of the documentation lists every page of it', () => {
  const listed = linksIn('docs/README.md').map((link) => normalize(join('docs', link)))
  const pages = documents.filter((name) => name.startsWith('docs/') && name !== 'docs/README.md')
  expect(listed).toEqual(expect.arrayContaining(pages))
})

it('every code of an error, and every reason, is explained', () => {
  const codes = [...read('src/infra/errors.ts').matchAll(/^ {2}\| '([A-Z_]+)'/gm)].map(
    ([, code]) => code,
  )
  const reasons = (schema.getType('MetricsUnavailableReason') as GraphQLEnumType)
    .getValues()
    .map(({ name }) => name)
  expect(codes.length).toBeGreaterThan(15)
  for (const code of [...codes, ...reasons]) expect(read('docs/errors.md')).toContain(`\`${code}\``)
})

it('the walk-through shows lines that are in the files, and adds none that are', () => {
  const steps = fencesIn(read('docs/adding-a-field.md')).filter(
    ({ language }) => language === 'diff',
  )
  expect(steps.length).toBeGreaterThan(3)
  for (const { text } of steps) {
    const [head = '', ...lines] = text.trimEnd().split('\n')
    const source = read(head.replace('--- ', ''))
    const there = lines.filter((line) => line.startsWith(' ')).map((line) => line.slice(1))
    const added = lines.filter((line) => line.startsWith('+')).map((line) => line.slice(1))
    expect(there.length + added.length, head).toBe(lines.length)
    expect(source).toContain(`\n${there.join('\n')}\n`)
    expect(source).not.toContain(added.join('\n'))
  }
})
