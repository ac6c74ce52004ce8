// Files, settings and times in the Dockerfile, compose.yaml and the Kubernetes example exist and agree.

import { execFile, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'

import { readConfig } from '../../src/config/index.ts'
import { priceOf } from '../../src/x/prices.ts'
import { ROOT } from '../kit/command.ts'
import { createTestGateway, temporary } from '../kit/gateway.ts'

const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8')

const settings = read('.env.example').match(/^[A-Z_]+(?==)/gm) ?? []
const manifest = JSON.parse(read('package.json')) as {
  readonly version: string
  readonly bin: Readonly<Record<string, string>>
}

/** Redis keeps sessions when its memory is full. */
const BOUNDED = ['--appendonly', 'yes', '--maxmemory-policy', 'noeviction']

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

describe.each(['compose.yaml', 'deploy/compose.yaml'])('%s', (file) => {
  const { services, networks } = parse(read(file))
  const { gateway, redis, proxy = gateway } = services
  const [stores = ''] = redis.networks

  it('has settings with which the gateway starts', () => {
    const environment = Object.fromEntries(
      Object.entries(gateway.environment).map(([name, value]) => [
        name,
        String(value).replace(/\$\{.*\}/, 'password'),
      ]),
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
    for (const { ports } of Object.values<{ ports?: string[] }>(services)) {
      for (const port of ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:(\d+):\1$/)
    }
    expect(proxy.ports).toHaveLength(1)
    expect(services).toHaveProperty(new URL(config.redisUrl ?? '').hostname)
    const { postgres } = config.archive ?? {}
    if (postgres !== undefined) expect(services).toHaveProperty(new URL(postgres.url).hostname)
    expect(Number.parseInt(gateway.stop_grace_period, 10) * 1000).toBeGreaterThan(
      config.stopTimeoutMs,
    )
  })

  it('lets only the gateway reach the stores, and runs all without privileges', () => {
    expect(redis.image).toMatch(/^redis:8-alpine@sha256:[0-9a-f]{64}$/)
    expect(networks[stores]).toEqual({ internal: true })
    const connected = Object.entries<{ networks: string[] }>(services)
      .filter(([, service]) => service.networks.includes(stores))
      .map(([name]) => name)
    expect(connected.sort()).toEqual([
      'gateway',
      ...(services.postgres ? ['postgres'] : []),
      'redis',
    ])
    for (const service of Object.values(services)) {
      expect(service).toMatchObject({
        mem_limit: expect.stringMatching(/^\d+[mg]$/),
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      })
    }
  })

  it('gives Redis less memory than its container, and refuses writes beyond it', () => {
    expect(redis.command).toEqual(expect.arrayContaining([...BOUNDED, '640mb']))
    expect(redis.mem_limit).toBe('1g')
  })
})

const hasNginx = spawnSync('nginx', ['-v']).status === 0

it.runIf(hasNginx)('nginx accepts its configuration', () => {
  using directory = temporary()
  const file = join(directory.path, 'nginx.conf')
  writeFileSync(file, read('deploy/nginx.conf').replaceAll(/\/(tmp|run)\//g, `${directory.path}/`))
  const { stderr } = spawnSync('nginx', ['-t', '-c', file])
  expect(String(stderr)).toContain('syntax is ok')
})

it('nginx forwards to the gateways of deploy/compose.yaml', () => {
  const { services } = parse(read('deploy/compose.yaml'))
  const text = read('deploy/nginx.conf')
  expect(text).toContain(`http://gateway:${services.gateway.environment.PORT};`)
  expect(services.proxy.ports).toEqual([`127.0.0.1:${/listen (\d+)/.exec(text)?.[1]}:8080`])
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
    const known: Record<string, string> = {
      ...SECRETS,
      REDIS_URL: 'rediss://redis.example',
      ARCHIVE_URL: 'postgres://postgres.example/archive',
    }
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
    expect(portsOf(egress)).toEqual([53, 53, 443, 6379, 5432])
    // Ingress is restricted to namespaces, and egress excludes the cloud's metadata service.
    for (const { from } of ingress) expect(from.length).toBeGreaterThan(0)
    for (const { to } of egress) {
      expect(to.length).toBeGreaterThan(0)
      for (const { ipBlock } of to) {
        if (ipBlock !== undefined) expect(ipBlock.except).toContain('169.254.0.0/16')
      }
    }
  })

  it('leaves the number of replicas to the autoscaler, and takes one out of service at a time', () => {
    expect(objectOf('Deployment').spec.replicas).toBeUndefined()
    const { scaleTargetRef, minReplicas, maxReplicas } = objectOf('HorizontalPodAutoscaler').spec
    const { apiVersion, kind, metadata } = objectOf('Deployment')
    expect(scaleTargetRef).toEqual({ apiVersion, kind, name: metadata.name })
    expect([minReplicas, maxReplicas]).toEqual([3, 10])
    expect(objectOf('PodDisruptionBudget').spec.maxUnavailable).toBe(1)
  })
})

describe('Redis and PostgreSQL in Kubernetes', () => {
  const text = read('deploy/kubernetes-stores.yaml')
  const objects = parseAllDocuments(text).map((document) => document.toJS())
  const gateways = parseAllDocuments(read('deploy/kubernetes.yaml')).map((each) => each.toJS())
  const sets = objects.filter(({ kind }) => kind === 'StatefulSet')

  it.each(sets.map((set) => [set.metadata.name, set]))('%s', (name, { spec }) => {
    const service = objects.find(
      ({ kind, metadata }) => kind === 'Service' && metadata.name === spec.serviceName,
    )
    const { labels } = spec.template.metadata
    expect([spec.selector.matchLabels, service.spec.selector]).toEqual([labels, labels])
    expect(text).toMatch(new RegExp(`_URL=\\w+://[^ ]*@${name}[:/]`))
    const [container] = spec.template.spec.containers
    expect(service.spec.ports[0].targetPort).toBe(container.ports[0].name)
    expect(spec.template.spec.securityContext.runAsNonRoot).toBe(true)
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
    const mounted = container.volumeMounts.map((each: { name: string }) => each.name)
    expect(mounted).toContain(spec.volumeClaimTemplates[0].metadata.name)
    if (container.args !== undefined) {
      expect(container.args).toEqual(expect.arrayContaining([...BOUNDED, '640mb']))
    }
  })

  it('are reached by the gateways only', () => {
    const { podSelector, ingress } = objects.find(({ kind }) => kind === 'NetworkPolicy').spec
    const names = sets.map(({ metadata }) => metadata.name)
    expect(podSelector.matchExpressions[0].values).toEqual(names)
    const deployment = gateways.find(({ kind }) => kind === 'Deployment')
    expect(ingress[0].from).toEqual([{ podSelector: deployment.spec.selector }])
  })
})

it('the sizing table follows from X’s window', () => {
  const rows = [
    ...read('docs/scaling.md').matchAll(/^\| (\d+) s \| (\S+) \| (\S+) \| (\S+) \| (\S+) \|$/gm),
  ]
  expect(rows.length).toBe(5)
  for (const [, seconds, ...cells] of rows) {
    const polls = 900 / Number(seconds)
    const calls = Math.floor(3500 / 2 / polls)
    const dollars = `$${(calls * 100 * priceOf('post')).toFixed(2)}`
    const numbers = [polls, calls, calls * 100].map((value) => value.toLocaleString('en'))
    expect(cells).toEqual([...numbers, dollars])
  }
})

it('the workflow has read permission only, and pins its actions by commit', () => {
  const text = read('.github/workflows/ci.yml')
  expect(parse(text).permissions).toEqual({ contents: 'read' })
  const actions = text.match(/(?<=uses: ).+$/gm) ?? []
  expect(actions.length).toBeGreaterThan(0)
  for (const action of actions) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v[\d.]+$/)
})
