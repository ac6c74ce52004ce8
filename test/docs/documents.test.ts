// Links and anchors of the documents exist, each page is in the index, and quoted source lines are in the sources.

import { existsSync, readdirSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

import type { GraphQLEnumType } from 'graphql'
import { describe, expect, it } from 'vitest'

import { ERROR_CODES, OTHER_CODES } from '../../src/infra/errors.ts'
import { schema } from '../../src/schema/index.ts'
import { documents, fencesIn, pathOf, read, withoutFences } from '../kit/documents.ts'

const linksIn = (name: string): string[] =>
  [...withoutFences(read(name)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)

/** The anchors that GitHub and GitLab generate for headings. */
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

const isExternal = (link: string): boolean => /^[a-z]+:/.test(link)

describe.each(documents)('%s', (name) => {
  it('links to files and headings that exist', () => {
    for (const link of linksIn(name).filter((each) => !isExternal(each))) {
      const [path = '', anchor] = link.split('#')
      const file = path === '' ? name : normalize(join(dirname(name), path))
      expect(existsSync(pathOf(file)), link).toBe(true)
      if (anchor !== undefined) expect(anchorsIn(file), link).toContain(anchor)
    }
  })

  it('links to other sites by https only', () => {
    for (const link of linksIn(name).filter(isExternal)) expect(link).toMatch(/^https:\/\/\S+\.\S+/)
  })
})

it('docs/README.md lists every page', () => {
  const listed = linksIn('docs/README.md').map((link) => normalize(join('docs', link)))
  const pages = documents.filter((name) => name.startsWith('docs/') && name !== 'docs/README.md')
  expect(listed).toEqual(expect.arrayContaining(pages))
})

it('the map in CONTRIBUTING.md has every directory of src', () => {
  const mapped = read('CONTRIBUTING.md').matchAll(/\["src\/(\w+)<br/g)
  const directories = readdirSync(pathOf('src'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
  expect([...mapped].map(([, name]) => name).sort()).toEqual(directories.sort())
})

it('docs/errors.md explains every error code and every reason', () => {
  const codes = [...Object.keys(ERROR_CODES), ...Object.keys(OTHER_CODES)]
  const reasons = (schema.getType('MetricsUnavailableReason') as GraphQLEnumType)
    .getValues()
    .map(({ name }) => name)
  expect(codes.length).toBeGreaterThan(15)
  for (const code of [...codes, ...reasons]) expect(read('docs/errors.md')).toContain(`\`${code}\``)
})

it('docs/adding-a-field.md shows lines that are in the files, and adds lines that are not', () => {
  const steps = fencesIn(read('docs/adding-a-field.md')).filter(
    ({ language }) => language === 'diff',
  )
  expect(steps.length).toBeGreaterThan(3)
  for (const { text } of steps) {
    const [head = '', ...lines] = text.trimEnd().split('\n')
    const source = read(head.replace('--- ', ''))
    const present = lines.filter((line) => line.startsWith(' ')).map((line) => line.slice(1))
    const added = lines.filter((line) => line.startsWith('+')).map((line) => line.slice(1))
    expect(present.length + added.length, head).toBe(lines.length)
    expect(source).toContain(`\n${present.join('\n')}\n`)
    expect(source).not.toContain(added.join('\n'))
  }
})
