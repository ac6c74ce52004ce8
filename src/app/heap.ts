// Applies V8's heap options, which V8 reads only when a process starts.

/** Options of the operator win. */
const OWN_OPTION = /--max-(?:old-space|semi-space|heap)-size/

/** The options to add to a process that inherits this process's arguments and environment. */
export const missingHeapOptions = (
  options: readonly string[],
  { NODE_OPTIONS = '' }: Readonly<Record<string, string | undefined>>,
): readonly string[] =>
  OWN_OPTION.test([NODE_OPTIONS, ...process.execArgv].join(' ')) ? [] : options

/**
 * Replaces this process's program by the same one with the options: the process id, the arguments and the open streams
 * remain. Does nothing on Windows, which cannot do that, and with an IPC channel, which would be lost.
 */
export const restartWith = (
  options: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): void => {
  if (options.length === 0 || process.execve === undefined || process.send !== undefined) return
  const [node = process.execPath, ...command] = process.argv
  process.execve(node, [node, ...process.execArgv, ...options, ...command], {
    ...environment,
    // The C library otherwise reserves an arena of memory for each of Node.js's threads.
    MALLOC_ARENA_MAX: environment.MALLOC_ARENA_MAX ?? '2',
  })
}
