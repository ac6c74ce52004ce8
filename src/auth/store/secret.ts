// The secret used without GATEWAY_SECRET: generated once, and stored beside the data.

import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

import { messageOf, StoreError } from '../../infra/errors.ts'

/** @throws StoreError */
export const readOrCreateSecret = (file: string, generate: () => string): string => {
  try {
    if (!existsSync(file)) createFile(file, generate())
  } catch (error) {
    throw new StoreError(
      `${file} cannot be written (${messageOf(error)}). Set GATEWAY_SECRET, or DATA_DIR to a directory that the gateway may write to.`,
    )
  }
  const secret = readFileSync(file, 'utf8').trim()
  if (secret.length >= 32) return secret
  throw new StoreError(
    `${file} is damaged: the secret in it is too short. Restore the file, or set GATEWAY_SECRET.`,
  )
}

/** Creates a file atomically, unless it exists. Several processes may do so concurrently. */
const createFile = (file: string, text: string): void => {
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, text, { mode: 0o600 })
  try {
    linkSync(draft, file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    rmSync(draft)
  }
}
