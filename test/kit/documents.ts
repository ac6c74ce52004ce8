// The documents and their code fences.

import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../..')

/** The path of a file of the project. */
export const pathOf = (name: string): string => resolve(ROOT, name)

export const read = (name: string): string => readFileSync(pathOf(name), 'utf8')

const below = (directory: string): string[] =>
  readdirSync(pathOf(directory), { recursive: true, encoding: 'utf8' }).map(
    (name) => `${directory}/${name}`,
  )

export const documents: readonly string[] = [
  ...readdirSync(ROOT),
  ...below('docs'),
  'bench/README.md',
].filter((name) => name.endsWith('.md'))

export interface Fence {
  readonly language: string
  readonly text: string
}

const FENCE = /^( *)```(\w*)\n(.*?)^\1```/gms

export const fencesIn = (text: string): Fence[] =>
  [...text.matchAll(FENCE)].map(([, , language = '', inside = '']) => ({ language, text: inside }))

export const withoutFences = (text: string): string => text.replaceAll(FENCE, '')
