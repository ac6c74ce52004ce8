// The servers that bench/sandbox.ts measures. The argument is `sandbox`, or the response size of a bare server in bytes.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { createSandbox } from '../sandbox/index.ts'

const UNLIMITED = 1_000_000_000

const serveSandbox = async (): Promise<void> => {
  const { url, credentials, world } = await createSandbox({
    limits: { 'GET /2/tweets': { app: UNLIMITED, user: UNLIMITED } },
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

const mode = process.argv[2] ?? 'sandbox'
if (mode === 'sandbox') await serveSandbox()
else serveBytes(Number(mode))
