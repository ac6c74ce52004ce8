// Files, settings and times in the Dockerfile, compose.yaml and the Kubernetes example exist and agree.

import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'

import { readConfig } from '../../src/config/index.ts'
import { ROOT } from '../kit/command.ts'
import { createTestGateway } from '../kit/gateway.ts'

const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8')

const settings = read('.env.example').match(/^[A-Z_]+(?==)/gm) ?? []
const manifest = JSON.parse(read('package.json')) as {
  readonly version: string
  readonly bin: Readonly<Record<string, string>>
}

/** Values that an operator adds. */
const SECRETS = {
  X_BEARER_TOKEN: 'bearer',
  GATEWAY_SECRET: 'a secret '.repeat(4),
  GATEWAY_KEY: 'a key '.repeat(4),
}

const instructions = read('Dockerfile')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => ({ name: line.split(' ', 1)[0] ?? '', rest: line.replace(/^\S+ /, '') }))

const argumentOf = (name: string): string =>
  instructions.findLast((each) => each.name === name)?.rest ?? ''

const list = (rest: string): string[] => JSON.parse(rest.replace(/^[^[]*/, ''))

const image = Object.fromEntries(
  argumentOf('ENV')
    .split(' ')
    .map((pair) => pair.split('=') as [string, string]),
)

describe('the image', () => {
  it('copies files that exist and are in the build context', () => {
    const sent = read('.dockerignore').match(/(?<=^!).+$/gm) ?? []
    const copied = instructions
      .filter(({ name, rest }) => name === 'COPY' && !rest.startsWith('--from'))
      .flatMap(({ rest }) => rest.split(' ').slice(0, -1))
    expect([...new Set(copied)].sort()).toEqual([...sent].sort())
    for (const name of copied) expect(existsSync(join(ROOT, name)), name).toBe(true)
  })

  it('runs the command of the package on the Node.js version of its types', () => {
    expect(list(argumentOf('ENTRYPOINT'))).toEqual(['node', manifest.bin['x-metrics-gateway']])
    const major = /^node:(\d+)-slim@sha256:[0-9a-f]{64}$/.exec(argumentOf('FROM'))?.[1]
    expect(major).toBe(/"@types\/node": "\^(\d+)/.exec(read('package.json'))?.[1])
    for (const { rest } of instructions.filter(({ name }) => name === 'FROM')) {
      expect(rest.split(' ')[0]).toBe(argumentOf('FROM'))
    }
  })

  it('starts without further settings, on the exposed port and all addresses, as an unprivileged user', () => {
    const { NODE_ENV, ...environment } = image
    expect(NODE_ENV).toBe('production')
    const config = readConfig(environment)
    expect(config).toMatchObject({ host: '0.0.0.0', port: readConfig({}).port, x: undefined })
    expect(argumentOf('EXPOSE')).toBe(String(config.port))
    expect(argumentOf('VOLUME')).toBe(config.dataDir)
    const [user, group] = argumentOf('USER').split(':').map(Number)
    expect(user).toBeGreaterThan(0)
    expect(argumentOf('RUN')).toContain(`-o ${user} -g ${group} ${config.dataDir}`)
  })

  it.each([
    ['200', 200, 0],
    ['503', 503, 1],
    ['no answer', undefined, 1],
  ])('health check: %s', async (_, status, code) => {
    const paths: (string | undefined)[] = []
    const server = createServer(({ url }, response) => {
      paths.push(url)
      response.writeHead(status ?? 500).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    if (status === undefined) await new Promise((resolve) => server.close(resolve))
    const [, ...args] = list(argumentOf('HEALTHCHECK'))
    const exit = await new Promise((resolve) => {
      const child = execFile(process.execPath, args, { env: { PORT: String(port) } })
      child.on('exit', resolve)
    })
    server.close()
    expect(exit).toBe(code)
    expect(paths).toEqual(status === undefined ? [] : ['/live'])
  })
})

describe('compose.yaml', () => {
  const { services, networks } = parse(read('compose.yaml'))
  const { gateway, redis } = services

  it('has settings with which the gateway starts', () => {
    const environment = Object.fromEntries(
      Object.entries(gateway.environment).map(([name, value]) => [name, String(value)]),
    )
    for (const name of Object.keys(environment)) expect(settings).toContain(name)
    const filled = Object.fromEntries(
      [...read('.env.example').matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [
        name,
        value,
      ]),
    )
    const config = readConfig({ ...filled, ...SECRETS, ...environment })
    expect(config).toMatchObject({ host: image.HOST, dataDir: image.DATA_DIR })
    expect(gateway.ports).toEqual([`127.0.0.1:${config.port}:${config.port}`])
    expect(new URL(config.redisUrl ?? '').hostname).toBe('redis')
    expect(Number.parseInt(gateway.stop_grace_period, 10) * 1000).toBeGreaterThan(
      config.stopTimeoutMs,
    )
  })

  it('lets only the gateway reach Redis, and runs both without privileges', () => {
    expect(redis.image).toMatch(/^redis:8-alpine@sha256:[0-9a-f]{64}$/)
    expect([redis.ports, redis.networks, networks.redis]).toEqual([
      undefined,
      ['redis'],
      { internal: true },
    ])
    for (const service of [gateway, redis]) {
      expect(service).toMatchObject({
        mem_limit: expect.stringMatching(/^\d+[mg]$/),
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      })
    }
  })
})

describe('the Kubernetes example', () => {
  const text = read('deploy/kubernetes.yaml')
  const documents = parseAllDocuments(text)
  const objects = documents.map((document) => document.toJS())
  // biome-ignore lint/suspicious/noExplicitAny: Kubernetes' objects have no types here
  const objectOf = (kind: string): any => objects.find((each) => each.kind === kind)
  const pod = objectOf('Deployment').spec.template
  const [container] = pod.spec.containers

  it('is well-formed, and its selectors match', () => {
    expect(documents.flatMap(({ errors }) => errors)).toEqual([])
    const labels = pod.metadata.labels
    expect([
      objectOf('Deployment').spec.selector.matchLabels,
      objectOf('Service').spec.selector,
      objectOf('PodDisruptionBudget').spec.selector.matchLabels,
      objectOf('NetworkPolicy').spec.podSelector.matchLabels,
      pod.spec.topologySpreadConstraints[0].labelSelector.matchLabels,
    ]).toEqual([labels, labels, labels, labels, labels])
    const [{ name, containerPort }] = container.ports
    expect(String(containerPort)).toBe(image.PORT)
    expect(objectOf('Service').spec.ports[0].targetPort).toBe(name)
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe']) {
      expect(container[probe].httpGet.port, probe).toBe(name)
    }
    expect(container.image).toMatch(new RegExp(`:${manifest.version}$`))
    expect(container.envFrom).toEqual([
      { configMapRef: { name: objectOf('ConfigMap').metadata.name } },
      { secretRef: { name: /create secret generic (\S+)/.exec(text)?.[1] } },
    ])
  })

  it('probes paths that the gateway answers', async () => {
    await using g = await createTestGateway()
    const { startupProbe, livenessProbe, readinessProbe } = container
    const paths = [startupProbe, livenessProbe, readinessProbe].map(({ httpGet }) => httpGet.path)
    expect(paths).toEqual(['/live', '/live', '/ready'])
    for (const path of paths) expect((await fetch(g.url + path)).status, path).toBe(200)
  })

  it('has settings with which the gateway starts', () => {
    const secret = Object.fromEntries(
      [...text.matchAll(/--from-literal=([A-Z_]+)=/g)].map(([, name = '']) => [name, '']),
    )
    const data: Record<string, string> = objectOf('ConfigMap').data
    for (const name of [...Object.keys(secret), ...Object.keys(data)]) {
      expect(settings).toContain(name)
    }
    const known: Record<string, string> = { ...SECRETS, REDIS_URL: 'rediss://redis.example' }
    expect(Object.keys(secret).sort()).toEqual(Object.keys(known).sort())
    const { stopDelayMs, stopTimeoutMs } = readConfig({ ...image, ...data, ...known })
    expect(stopDelayMs).toBeGreaterThan(0)
    expect(pod.spec.terminationGracePeriodSeconds * 1000).toBeGreaterThan(
      stopDelayMs + stopTimeoutMs,
    )
  })

  it('runs as the image’s user, on a file system that it cannot write', () => {
    const { runAsUser, runAsGroup, runAsNonRoot } = pod.spec.securityContext
    expect([`${runAsUser}:${runAsGroup}`, runAsNonRoot]).toEqual([argumentOf('USER'), true])
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
  })

  it('allows traffic in to its port, and out to DNS, X and Redis', () => {
    const { policyTypes, ingress, egress } = objectOf('NetworkPolicy').spec
    expect(policyTypes).toEqual(['Ingress', 'Egress'])
    const portsOf = (rules: { ports: { port: unknown }[] }[]) =>
      rules.flatMap(({ ports }) => ports.map(({ port }) => port))
    expect(portsOf(ingress)).toEqual([container.ports[0].name])
    expect(portsOf(egress)).toEqual([53, 53, 443, 6379])
    // Ingress is restricted to namespaces, and egress excludes the cloud's metadata service.
    for (const { from } of ingress) expect(from.length).toBeGreaterThan(0)
    for (const { to } of egress) {
      expect(to.length).toBeGreaterThan(0)
      for (const { ipBlock } of to) {
        if (ipBlock !== undefined) expect(ipBlock.except).toContain('169.254.0.0/16')
      }
    }
  })

  it('has two replicas, and keeps one available', () => {
    expect(objectOf('Deployment').spec.replicas).toBe(2)
    expect(objectOf('PodDisruptionBudget').spec.minAvailable).toBe(1)
  })
})

it('the workflow has read permission only, and pins its actions by commit', () => {
  const text = read('.github/workflows/ci.yml')
  expect(parse(text).permissions).toEqual({ contents: 'read' })
  const actions = text.match(/(?<=uses: ).+$/gm) ?? []
  expect(actions.length).toBeGreaterThan(0)
  for (const action of actions) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v[\d.]+$/)
})
