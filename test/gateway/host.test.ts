// DNS rebinding: a page whose host name resolves to 127.0.0.1 cannot read from a gateway on loopback.

import { request } from 'undici'
import { describe, expect, it } from 'vitest'

import { createTestGateway, type TestGateway } from '../kit/gateway.ts'

const PATHS = [
  '/',
  '/graphql',
  '/graphql?query={__typename}',
  '/auth/login',
  '/auth/logout',
  '/auth/callback',
  '/live',
  '/ready',
  '/metrics',
  '/assets/index.js',
  '/nowhere',
]

/** Sends any Host, which fetch does not. */
const get = async ({ url }: TestGateway, path: string, host: string, method = 'GET') => {
  const { statusCode, body } = await request(`${url}${path}`, {
    method: method as 'GET',
    headers: { host, accept: 'application/json' },
  })
  return { status: statusCode, text: await body.text() }
}

describe('a gateway on loopback', () => {
  it.each(PATHS)('rejects requests for %s with another Host', async (path) => {
    await using g = await createTestGateway()
    const { status, text } = await get(g, path, 'rebound.example:4000')
    expect(status).toBe(403)
    const [error] = JSON.parse(text).errors
    expect(error.extensions.code).toBe('FORBIDDEN')
    expect(error.message).toContain('GATEWAY_URL')
  })

  it.each(['POST', 'OPTIONS', 'PUT'])('rejects a %s with another Host', async (method) => {
    await using g = await createTestGateway({ environment: { CORS_ORIGINS: '*' } })
    expect((await get(g, '/graphql', 'rebound.example', method)).status).toBe(403)
  })

  it.each([
    'rebound.example',
    'localhost.rebound.example',
    '127.0.0.1.rebound.example',
    'rebound.example:127',
    'localhost@rebound.example',
    '192.168.0.7:4000',
    '0.0.0.0:4000',
  ])('rejects Host: %s', async (host) => {
    await using g = await createTestGateway()
    expect((await get(g, '/live', host)).status).toBe(403)
  })

  it.each(['localhost', 'LOCALHOST:4000', '127.0.0.1', '127.8.9.10:80', '[::1]', '[::1]:4000'])(
    'accepts Host: %s',
    async (host) => {
      await using g = await createTestGateway()
      expect((await get(g, '/live', host)).status).toBe(200)
    },
  )

  it('accepts the host of GATEWAY_URL on any port', async () => {
    await using g = await createTestGateway({
      environment: { GATEWAY_URL: 'https://gateway.example' },
    })
    for (const host of ['gateway.example', 'Gateway.Example:443', 'gateway.example:8443']) {
      expect((await get(g, '/live', host)).status, host).toBe(200)
    }
    expect((await get(g, '/live', 'rebound.example')).status).toBe(403)
  })
})

it('a gateway that does not listen on loopback accepts every Host', async () => {
  await using g = await createTestGateway({ environment: { HOST: '0.0.0.0' } })
  const { port } = new URL(g.url)
  const reached = { ...g, url: `http://127.0.0.1:${port}` }
  expect((await get(reached, '/live', 'any.example')).status).toBe(200)
})
