// A file that is read again when it changes. The file is polled: notifications miss files that Docker and Kubernetes
// replace by links.

import { readFile, stat } from 'node:fs/promises'

import type { Schedule } from './clock.ts'

const POLL_MS = 1000

export interface WatchedFile {
  readonly text: string
  close(): void
}

export interface WatchOptions {
  readonly schedule: Schedule
  /** Called with the new text. A file that is missing meanwhile keeps its last text. */
  readonly onChange: (text: string) => void
}

/** Fails if the file cannot be read at first. */
export const watchFile = async (
  path: string,
  { schedule, onChange }: WatchOptions,
): Promise<WatchedFile> => {
  let version = await versionOf(path)
  const text = await readFile(path, 'utf8')
  let closed = false
  let cancel = (): void => {}

  const poll = async (): Promise<void> => {
    const found = await versionOf(path).catch(() => version)
    if (found !== version) {
      const changed = await readFile(path, 'utf8').catch(() => undefined)
      if (changed !== undefined && !closed) {
        version = found
        onChange(changed)
      }
    }
    if (!closed) cancel = schedule(() => void poll(), POLL_MS)
  }

  cancel = schedule(() => void poll(), POLL_MS)
  return {
    text,
    close: () => {
      closed = true
      cancel()
    },
  }
}

const versionOf = async (path: string): Promise<string> => {
  const { ino, size, mtimeMs, ctimeMs } = await stat(path)
  return [ino, size, mtimeMs, ctimeMs].join()
}
