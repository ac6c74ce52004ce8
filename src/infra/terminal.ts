// Output of commands.

export const print = (text: string): void => {
  process.stdout.write(text)
}

/** A reader that has enough, such as `head`, closes the pipe: the rest of the output is not needed. */
export const ignoreClosedPipe = (): void => {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

export const fail = (message: string): never => {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}
