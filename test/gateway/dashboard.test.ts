// How the gateway serves the dashboard's files.

import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { createDashboard } from '../../src/server/pages/dashboard.ts'
import { pictureOriginsOf } from '../../src/x/pictures.ts'
import { createTestGateway, temporary } from '../kit/gateway.ts'
import { first } from '../kit/sandbox/posts.ts'

const PAGE = '<!doctype html><title>Numbers</title>'
const SCRIPT = `console.log('${'x'.repeat(5000)}')`

const serve = async (build: boolean) => {
  const directory = temporary()
  if (build) {
    mkdirSync(join(directory.path, 'assets'))
    writeFileSync(join(directory.path, 'index.html'), PAGE)
    writeFileSync(join(directory.path, 'assets/index-1a2b.js'), SCRIPT)
    writeFileSync(join(directory.path, 'icon.svg'), '<svg/>')
  }
  const dashboard = createDashboard({
    compression: true,
    pictureOrigins: ['https://pictures.example'],
    directory: directory.path,
  })
  const server = createServer((request, response) => {
    void dashboard(request, response, new URL(request.url ?? '/', 'http://x').pathname).then(
      (found) => {
        if (!found) response.writeHead(404).end()
      },
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    directory: directory.path,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      directory[Symbol.dispose]()
    },
  }
}

describe('a built dashboard', () => {
  it('is a page with a strict Content-Security-Policy, revalidated on each visit', async () => {
    await using s = await serve(true)
    const page = await fetch(`${s.url}/`)
    expect(page.status).toBe(200)
    expect(await page.text()).toBe(PAGE)
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page.headers.get('cache-control')).toBe('no-cache')
    const policy = page.headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'; script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain("img-src 'self' https://pictures.example;")
    const etag = page.headers.get('etag') ?? ''
    const revalidated = await fetch(`${s.url}/`, { headers: { 'if-none-match': etag } })
    expect([revalidated.status, await revalidated.text()]).toEqual([304, ''])
  })

  it('has immutable assets, compressed for clients that accept gzip', async () => {
    await using s = await serve(true)
    const compressed = await fetch(`${s.url}/assets/index-1a2b.js`)
    expect(compressed.headers.get('content-encoding')).toBe('gzip')
    expect(Number(compressed.headers.get('content-length'))).toBeLessThan(SCRIPT.length / 10)
    expect(compressed.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(compressed.headers.get('vary')).toBe('accept-encoding')
    expect(await compressed.text()).toBe(SCRIPT)
    const plain = await fetch(`${s.url}/assets/index-1a2b.js`, {
      headers: { 'accept-encoding': 'identity' },
    })
    expect(plain.headers.get('content-encoding')).toBeNull()
    expect(await plain.text()).toBe(SCRIPT)
    expect((await fetch(`${s.url}/icon.svg`)).headers.get('content-type')).toBe('image/svg+xml')
    const head = await fetch(`${s.url}/`, { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
  })

  it.each(['/index.html', '/assets', '/assets/', '/../package.json', '/%2e%2e/x', '/nothing'])(
    'answers 404 to %s',
    async (path) => {
      await using s = await serve(true)
      expect((await fetch(`${s.url}${path}`)).status).toBe(404)
    },
  )

  it('answers 404 to other methods', async () => {
    await using s = await serve(true)
    expect((await fetch(`${s.url}/`, { method: 'POST' })).status).toBe(404)
  })
})

it('answers 404 until the dashboard is built', async () => {
  await using s = await serve(false)
  expect((await fetch(`${s.url}/`)).status).toBe(404)
  writeFileSync(join(s.directory, 'index.html'), PAGE)
  expect(await (await fetch(`${s.url}/`)).text()).toBe(PAGE)
})

it('DASHBOARD=off redirects / to GraphiQL', async () => {
  await using gateway = await createTestGateway({ environment: { DASHBOARD: 'off' } })
  const response = await fetch(gateway.url, { redirect: 'manual' })
  expect([response.status, response.headers.get('location')]).toEqual([302, '/graphql'])
})

it('may load the pictures of the sandbox, which it draws for the addresses in its answers', async () => {
  await using g = await createTestGateway()
  const user = first([...g.x.world.users.values()], ({ username }) => username === 'haldenroasters')
  const { data } = await g.query(`{ user(by: { id: "${user.id}" }) { profileImageUrl } }`)
  const picture = await fetch(data.user.profileImageUrl)
  expect(picture.headers.get('content-type')).toBe('image/svg+xml')
  expect(await picture.text()).toMatch(/^<svg /)
  const policy = (await fetch(g.url)).headers.get('content-security-policy')
  expect(policy).toContain(`https://abs.twimg.com ${new URL(data.user.profileImageUrl).origin};`)
  expect(pictureOriginsOf('https://api.x.com').join()).not.toContain('127.0.0.1')
})
