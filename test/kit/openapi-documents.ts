// X's OpenAPI documents (https://api.x.com/2/openapi.json, public), which are not part of this repository: X_OPENAPI
// names a copy, or a directory of several.

import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

// biome-ignore lint/style/noProcessEnv: the path of X's document
const given = process.env.X_OPENAPI

const filesAt = (path: string): readonly string[] =>
  statSync(path).isDirectory()
    ? readdirSync(path)
        .sort()
        .map((name) => join(path, name))
    : [path]

/** The oldest one is first. */
export const openApiDocuments: readonly string[] = given === undefined ? [] : filesAt(given)
