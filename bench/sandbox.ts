// Compares the sandbox with a bare node:http server that sends the same number of bytes, to ensure that the sandbox does
// not limit tests and benchmarks. Each server runs in its own process on one core; this process sends load from another.
//
//   npm run bench:sandbox

import { type ChildProcess, spawn } from 'node:child_process'
import { connect, type Socket } from 'node:net'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'

const CONNECTIONS = 32
const WARM_UP_MS = 2_000
const MEASURE_MS = 6_000

interface Target {
  readonly port: number
  readonly path: string
  readonly bearer: string
}

/** A connection that sends the next request after each response. */
const client = (target: Target, counts: { responses: number; failed: number }): Socket => {
  const request = `GET ${target.path} HTTP/1.1\r\nHost: 127.0.0.1:${target.port}\r\nAuthorization: Bearer ${target.bearer}\r\n\r\n`
  const socket = connect(target.port, '127.0.0.1', () => socket.write(request))
  socket.setNoDelay(true)
  let pending = Buffer.alloc(0)
  socket.on('data', (chunk) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
    const head = pending.indexOf('\r\n\r\n')
    if (head < 0) return
    const headers = pending.toString('latin1', 0, head)
    const length = Number(/content-length: (\d+)/i.exec(headers)?.[1] ?? 0)
    if (pending.length < head + 4 + length) return
    pending = Buffer.alloc(0)
    if (headers.startsWith('HTTP/1.1 200')) counts.responses += 1
    else counts.failed += 1
    socket.write(request)
  })
  return socket
}

const measure = async (target: Target): Promise<number> => {
  const counts = { responses: 0, failed: 0 }
  const sockets = Array.from({ length: CONNECTIONS }, () => client(target, counts))
  await wait(WARM_UP_MS)
  const before = counts.responses
  const started = performance.now()
  await wait(MEASURE_MS)
  const rate = ((counts.responses - before) / (performance.now() - started)) * 1000
  for (const socket of sockets) socket.destroy()
  if (counts.failed > 0) throw new Error(`${counts.failed} responses had a status other than 200`)
  return rate
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Starts a server on core 1, and returns its process and the first line of its output. */
const startServer = async (file: string, argument: string): Promise<[ChildProcess, string]> => {
  const command = [process.execPath, fileURLToPath(new URL(file, import.meta.url)), argument]
  const pinned = availableParallelism() > 1 ? ['taskset', '-c', '1', ...command] : command
  const child = spawn(pinned[0] ?? '', pinned.slice(1), {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const line = await new Promise<string>((resolve, reject) => {
    child.once('error', reject)
    child.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString()))
  })
  return [child, line]
}

const QUERIES = {
  'ids only': '',
  'public metrics': '&tweet.fields=public_metrics,created_at,author_id',
  'metrics, media and authors':
    '&tweet.fields=public_metrics,created_at&expansions=author_id,attachments.media_keys&media.fields=public_metrics,url&user.fields=public_metrics',
}

const run = async (): Promise<void> => {
  const [sandbox, line] = await startServer('./sandbox-server.ts', 'sandbox')
  const { port, bearer, ids } = JSON.parse(line) as { port: number; bearer: string; ids: string[] }
  const rows: [string, number, number][] = []
  for (const [name, fields] of Object.entries(QUERIES)) {
    const path = `/2/tweets?ids=${ids.slice(0, 10).join(',')}${fields}`
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      headers: { authorization: `Bearer ${bearer}` },
    })
    const size = (await answer.text()).length
    const rate = await measure({ port, path, bearer })
    const [bare, bareLine] = await startServer('./sandbox-server.ts', String(size))
    const bareRate = await measure({ port: JSON.parse(bareLine).port, path, bearer })
    bare.kill()
    rows.push([`${name} (${size} bytes)`, rate, bareRate])
  }
  sandbox.kill()
  process.stdout.write(
    '10 ids per request, one core                    sandbox/s   bare/s   ratio\n',
  )
  for (const [name, rate, bare] of rows) {
    const cells = [rate.toFixed(0).padStart(9), bare.toFixed(0).padStart(8)]
    process.stdout.write(`${name.padEnd(46)} ${cells.join(' ')}   ${(rate / bare).toFixed(2)}\n`)
  }
}

await run()
