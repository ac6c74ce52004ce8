// Secrets in files, as Docker and Kubernetes mount them: the setting NAME_FILE is the path of a file with the value of NAME.

import { readFileSync } from 'node:fs'

type Variables = Readonly<Record<string, string | undefined>>

/** The settings that can come from a file. */
export const SECRET_SETTINGS = [
  'X_BEARER_TOKEN',
  'X_API_KEY',
  'X_API_KEY_SECRET',
  'X_ACCESS_TOKEN',
  'X_ACCESS_TOKEN_SECRET',
  'X_CLIENT_ID',
  'X_CLIENT_SECRET',
  'GATEWAY_KEY',
  'GATEWAY_SECRET',
  'REDIS_URL',
  'ACCOUNTS_REDIS_URL',
  'ARCHIVE_URL',
] as const

export interface SecretFiles {
  /** The variables, with the values of the files in place of their paths. */
  readonly variables: Variables
  /** The paths of the files. */
  readonly files: readonly string[]
  readonly mistakes: readonly string[]
  /** The names of the settings whose files have no value. */
  readonly invalid: readonly string[]
}

export const readSecretFiles = (given: Variables): SecretFiles => {
  const variables = { ...given }
  const files: string[] = []
  const mistakes: string[] = []
  const invalid: string[] = []
  for (const name of SECRET_SETTINGS) {
    const path = given[`${name}_FILE`]?.trim()
    if (!path) continue
    files.push(path)
    const read = readValue(path)
    if ('value' in read && !given[name]?.trim()) variables[name] = read.value
    else {
      invalid.push(name)
      mistakes.push(
        'problem' in read
          ? `${name}_FILE is "${path}", which ${read.problem}.`
          : `${name} and ${name}_FILE are both set. Unset one of them.`,
      )
    }
  }
  return { variables, files, mistakes, invalid }
}

const readValue = (path: string): { readonly value: string } | { readonly problem: string } => {
  try {
    const value = readFileSync(path, 'utf8').trim()
    return value === '' ? { problem: 'is empty' } : { value }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error
    return { problem: `cannot be read (${code})` }
  }
}
