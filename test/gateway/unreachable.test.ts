// An X that cannot be reached: the operator learns the cause, and clients whether trying again helps.

import { once } from 'node:events'
import { createServer, request as send } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'

import { describe, expect, it } from 'vitest'

import { ConnectionLost } from '../../src/infra/connection-lost.ts'
import { createCertificate, hasOpenssl, NEEDS_OPENSSL } from '../kit/certificate.ts'
import { startCollector } from '../kit/collector.ts'
import { start } from '../kit/command.ts'
import { startConnectProxy } from '../kit/connect-proxy.ts'
import { startFixedResponse } from '../kit/fixed-response.ts'
import { createTestGateway, keysOf, temporary } from '../kit/gateway.ts'
import { sandboxAt } from '../kit/sandbox/call.ts'
import { foreignPosts } from '../kit/sandbox/posts.ts'

const TRY_AGAIN = /Try again in a moment\.$/
const USELESS = /Trying again does not help/

/** Serves the requests of a handler by TLS with a certificate that no authority has signed. */
const startTls = async (directory: string, host: string, forwardTo: string) => {
  const certificate = createCertificate(directory, host)
  const server = createTlsServer(certificate, ({ method, url, headers }, response) => {
    const forwarded = send(`${forwardTo}${url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(response)
    })
    forwarded.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    certFile: certificate.certFile,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** Returns what each of the operator's views and a client see of an X at this address. */
const look = async (apiUrl: string) => {
  await using collector = await startCollector()
  const log: object[] = []
  const g = await createTestGateway({
    asX: true,
    environment: { X_API_URL: apiUrl, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
    onWarning: (details) => log.push(details),
  })
  const { errors } = await g.query(`{ post(id: "${foreignPosts(g.x)[0]?.id}") { text } }`)
  const ready = await (await fetch(`${g.url}/ready`)).json()
  await g[Symbol.asyncDispose]()
  const [{ cause }] = log as [{ cause?: string }]
  const span = collector.attributesOf('GET /2/tweets')
  const [error] = errors ?? []
  return { message: error?.message ?? '', error, cause, ready, span }
}

describe('the cause is in the log, the span and /ready, and the message says whether to try again', () => {
  const check = async (apiUrl: string, cause: RegExp, message: RegExp, outcome: string) => {
    const seen = await look(apiUrl)
    expect(seen.cause).toMatch(cause)
    expect(seen.ready).toMatchObject({
      ready: true,
      credentials: 'unknown',
      upstream: 'failing',
      upstreamCause: seen.cause,
    })
    expect(seen.span).toMatchObject({ 'error.type': outcome, 'error.message': seen.cause })
    expect(seen.span).not.toHaveProperty('http.response.status_code')
    expect(seen.error?.extensions.code).toBe('UPSTREAM_UNAVAILABLE')
    expect(seen.message).toMatch(message)
    expect(seen.message).not.toMatch(/127\.0\.0\.1|ECONN|CERT|SSL|self-signed/)
  }

  it('a closed port', async () => {
    await check(
      'http://127.0.0.1:1',
      /^ECONNREFUSED 127\.0\.0\.1:1$/,
      TRY_AGAIN,
      'UPSTREAM_UNAVAILABLE',
    )
  })

  it('https to a server that speaks http', async () => {
    await using plain = await startFixedResponse(200, '{}')
    const url = plain.url.replace('http:', 'https:')
    await check(url, /^ERR_SSL_WRONG_VERSION_NUMBER wrong version number$/, USELESS, 'UNREACHABLE')
  })

  it.runIf(hasOpenssl)(`a certificate that no authority has signed${NEEDS_OPENSSL}`, async () => {
    using directory = temporary()
    await using tls = await startTls(directory.path, 'localhost', 'http://127.0.0.1:1')
    const url = `https://localhost:${tls.port}`
    await check(
      url,
      /^DEPTH_ZERO_SELF_SIGNED_CERT self-signed certificate$/,
      USELESS,
      'UNREACHABLE',
    )
  })

  it('http to a server that closes the connection, as TLS servers do', async () => {
    const server = createTcpServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    await check(
      `http://127.0.0.1:${port}`,
      /^UND_ERR_SOCKET other side closed$|^ECONNRESET/,
      TRY_AGAIN,
      'UPSTREAM_UNAVAILABLE',
    )
    server.close()
  })

  it('an unknown host name, in the words of Node.js', () => {
    const error = Object.assign(new Error('getaddrinfo ENOTFOUND api.example'), {
      code: 'ENOTFOUND',
      hostname: 'api.example',
    })
    const { reason, message } = new ConnectionLost(false, error)
    expect([reason, message]).toEqual(['ENOTFOUND api.example', expect.stringMatching(USELESS)])
  })
})

it('a proxy’s 400 in place of X’s does not count as accepted credentials', async () => {
  await using proxy = await startFixedResponse(400, 'The plain HTTP request was sent to HTTPS port')
  const { ready } = await look(proxy.url)
  expect(ready).toMatchObject({ credentials: 'unknown', upstream: 'answering' })
})

describe.runIf(hasOpenssl)(`calls through HTTPS_PROXY${NEEDS_OPENSSL}`, () => {
  const CREDENTIALS = 'user:pass%word'

  it('reach X with a certificate of NODE_EXTRA_CA_CERTS, and the banner says that X accepts the credentials', async () => {
    using directory = temporary()
    await using x = await sandboxAt({ now: Date.now })
    await using tls = await startTls(directory.path, 'api.x.test', x.url)
    await using proxy = await startConnectProxy(tls.port, CREDENTIALS)
    const gateway = await start('start', [], {
      ...keysOf(x, directory.path),
      PORT: '0',
      X_API_URL: 'https://api.x.test',
      https_proxy: `http://user:pass%25word@${proxy.address}`,
      NODE_EXTRA_CA_CERTS: tls.certFile,
    })
    try {
      expect(gateway.firstOutput).toMatch(
        /Connected to +https:\/\/api\.x\.test\n.* accepted by X\n/,
      )
      expect(proxy.tunnels).toEqual(['api.x.test:443'])
    } finally {
      await gateway.stop()
    }
  })

  it.each([
    ['with a wrong password', 'http://user:planted@', '', 1],
    ['unless NO_PROXY has the host', 'http://', 'api.example,127.0.0.2', 0],
  ])('%s', async (_, scheme, none, asked) => {
    let requests = 0
    const server = createServer()
      .on('connect', (__, client) => {
        requests += 1
        client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n', () => client.destroy())
      })
      .listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const log: object[] = []
    await using g = await createTestGateway({
      asX: true,
      environment: {
        X_API_URL: none === '' ? 'https://api.x.test' : 'https://127.0.0.2:1',
        HTTPS_PROXY: `${scheme}127.0.0.1:${port}`,
        NO_PROXY: none,
      },
      onWarning: (details) => log.push(details),
    })
    const { errors } = await g.query('{ post(id: "20") { text } }')
    server.close()
    expect(requests).toBe(asked)
    expect(errors?.[0]?.message).toMatch(asked === 0 ? TRY_AGAIN : USELESS)
    expect(log[0]).toMatchObject({
      cause: expect.stringMatching(
        asked === 0 ? /^E[A-Z]+ 127\.0\.0\.2:1$/ : /Proxy response \(407\)/,
      ),
    })
  })
})
