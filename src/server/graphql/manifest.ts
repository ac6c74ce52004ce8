// Reads the file of PERSISTED_QUERIES: either `{ hash: text }`, which GraphQL Code Generator's client preset writes, or
// Apollo's manifest.
//
// @see https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#persisted-documents
// @see https://www.apollographql.com/docs/graphos/platform/security/persisted-queries#manifest-format

import { readFile } from 'node:fs/promises'

import { parse } from 'graphql'
import { z } from 'zod'

import { ConfigError } from '../../config/index.ts'
import { messageOf } from '../../infra/errors.ts'
import { sha256Hex } from './persisted.ts'

const APOLLO = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string(), body: z.string() })),
})

const TEXT_BY_HASH = z.record(z.string(), z.string())

/** The query texts by their ids in the file, and by their SHA-256. @throws ConfigError */
export const readManifest = async (path: string): Promise<ReadonlyMap<string, string>> => {
  const operations = operationsIn(path, await contentOf(path))
  const texts = new Map<string, string>()
  for (const [id, text] of operations) {
    try {
      parse(text)
    } catch (error) {
      throw invalid(path, `its query "${id}" is not valid GraphQL. ${messageOf(error)}`)
    }
    texts.set(id, text)
    texts.set(sha256Hex(text), text)
  }
  if (texts.size === 0) throw invalid(path, 'it lists no queries, so none would be allowed.')
  return texts
}

const contentOf = async (path: string): Promise<unknown> => {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    throw invalid(
      path,
      error instanceof SyntaxError
        ? 'it is not valid JSON.'
        : `it cannot be read. ${messageOf(error)}.`,
    )
  }
}

const operationsIn = (path: string, content: unknown): (readonly [string, string])[] => {
  const apollo = APOLLO.safeParse(content)
  if (apollo.success) return apollo.data.operations.map(({ id, body }) => [id, body])
  const byHash = TEXT_BY_HASH.safeParse(content)
  if (byHash.success && !('format' in byHash.data)) return Object.entries(byHash.data)
  throw invalid(
    path,
    'it is neither { "<hash>": "<text>" } nor an apollo-persisted-query-manifest of version 1.',
  )
}

const invalid = (path: string, why: string): ConfigError =>
  new ConfigError([`PERSISTED_QUERIES is "${path}", but ${why}`])
