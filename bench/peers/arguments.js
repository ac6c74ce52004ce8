// The command line arguments of a peer: `--port <number> --upstream <url>`.

import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: { port: { type: 'string' }, upstream: { type: 'string' } },
})

export const port = Number(values.port)
export const upstream = values.upstream
