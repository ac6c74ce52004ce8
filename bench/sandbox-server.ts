// The servers that bench/sandbox.ts measures: `sandbox`, or a bare one that sends so many bytes.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { createSandbox } from '../sandbox/index.ts'

const ENOUGH = 1_000_000_000

const serveSandbox = async (): Promise<void> => {
  const { url, credentials, world } = await createSandbox({
    limits: { 'GET /2/tweets': { app: ENOUGH, user: ENOUGH } },
  })
  const ids = [...world.posts.values()]
    .filter(({ authorId, createdAt }) => authorId === credentials.userId && createdAt < Date.now())
    .map(({ id }) => id)
  const port = Number(new URL(url).port)
  process.stdout.write(`${JSON.stringify({ port, bearer: credentials.bearer, ids })}\n`)
}

const serveBytes = (size: number): void => {
  const body = 'x'.repeat(size)
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': size })
    response.end(body)
  })
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo
    process.stdout.write(`${JSON.stringify({ port })}\n`)
  })
}

const what = process.argv[2] ?? 'sandbox'
if (what === 'sandbox') await serveSandbox()
else serveBytes(Number(what))
