// Output of commands.

export const print = (text: string): void => {
  process.stdout.write(text)
}

export const fail = (message: string): never => {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}
