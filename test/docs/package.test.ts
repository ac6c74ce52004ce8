// The package that `npm pack` creates contains only what is needed to run, and runs.

import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { ROOT, startCommand } from '../kit/command.ts'
import { temporary } from '../kit/gateway.ts'

const directory = temporary()
afterAll(() => directory[Symbol.dispose]())

/** As it lies in somebody's node_modules; the packages beside it are the checkout's. */
const installed = join(directory.path, 'package')

const run = (file: string, args: readonly string[], cwd: string): string =>
  execFileSync(file, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

const command = (...args: string[]): string[] => [
  process.execPath,
  join(installed, 'dist/src/cli.js'),
  ...args,
]

const output = (...args: string[]): string => {
  const [file = '', ...rest] = command(...args)
  return run(file, rest, directory.path)
}

const read = (name: string): string => readFileSync(join(installed, name), 'utf8')

const manifest = () =>
  JSON.parse(read('package.json')) as {
    readonly version: string
    readonly dependencies: Readonly<Record<string, string>>
  }

const files = (): string[] =>
  readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(installed.length + 1))

let packed: readonly string[]

beforeAll(() => {
  // The dashboard is not built again: npm ci has built it. The types are those of `npm run check`.
  run('npm', ['run', '-s', 'build', '--', '--noCheck'], ROOT)
  run('npm', ['pack', '--ignore-scripts', '--pack-destination', directory.path], ROOT)
  const [tarball = ''] = readdirSync(directory.path)
  run('tar', ['xzf', tarball], directory.path)
  packed = files()
  symlinkSync(join(ROOT, 'node_modules'), join(installed, 'node_modules'))
})

describe('the package', () => {
  it('holds what was built of the sources, the schema, the settings and what people read', () => {
    const others = packed.filter(
      (name) => !/^dist\/.+\.(js|d\.ts)$/.test(name) && !name.startsWith('dashboard/'),
    )
    expect(others.sort()).toEqual([
      '.env.example',
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'keys.schema.json',
      'package.json',
      'schema.graphql',
    ])
    const sources = ['src', 'sandbox'].flatMap((directory) =>
      readdirSync(join(ROOT, directory), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => `dist/${directory}/${name.replace(/\.ts$/, '.js')}`),
    )
    const built = packed.filter((name) => name.endsWith('.js') && name.startsWith('dist/'))
    expect(built.sort()).toEqual(sources.sort())
  })

  it('holds the dashboard as it is served, with the licences of what is in it', () => {
    const page = packed.filter((name) => name.startsWith('dashboard/'))
    expect(page.filter((name) => !name.startsWith('dashboard/dist/assets/')).sort()).toEqual([
      'dashboard/dist/icon.svg',
      'dashboard/dist/index.html',
      'dashboard/dist/licenses.md',
    ])
    const needed = [
      ...read('dashboard/dist/index.html').matchAll(/(?:src|href)="\.?\/?(assets\/.+?)"/g),
    ]
    expect(needed.length).toBeGreaterThan(1)
    for (const [, name] of needed) expect(page).toContain(`dashboard/dist/${name}`)
  })

  it('imports nothing that is not installed with it', () => {
    const { dependencies } = manifest()
    for (const name of packed.filter((each) => /^dist\/.+\.(js|d\.ts)$/.test(each))) {
      const imports = [...read(name).matchAll(/(?:from |import\(|import )(['"])([^'"]+)\1/g)]
      for (const [, , path = ''] of imports) {
        if (path.startsWith('.')) {
          // Declarations keep the name of the source, of which TypeScript makes that of its declaration.
          const file = resolve(installed, dirname(name), path.replace(/(?<!\.d)\.ts$/, '.d.ts'))
          expect(packed, `${path} in ${name}`).toContain(file.slice(installed.length + 1))
        } else if (!path.startsWith('node:')) {
          const owner = path.split('/', path.startsWith('@') ? 2 : 1).join('/')
          expect(Object.keys(dependencies), `${path} in ${name}`).toContain(owner)
        }
      }
    }
  })

  it.each([
    ['alone', []],
    ['with --workers 2', ['--workers', '2']],
  ])('starts a gateway, %s, serves GraphiQL and stops on a signal', async (_, args) => {
    const environment = { PORT: '0', LOG_LEVEL: 'silent' }
    const running = await startCommand(command(...args), environment, directory.path)
    try {
      const url = /http:\/\/\S+\/graphql/.exec(running.firstOutput)?.[0] ?? ''
      const page = await (await fetch(url, { headers: { accept: 'text/html' } })).text()
      expect(page).toContain('X metrics gateway')
      process.kill(running.pid, 'SIGTERM')
      expect(await running.exited).toBe(0)
      expect(running.output()).toBe(running.firstOutput)
    } finally {
      await running.stop()
    }
  })

  it('can be embedded, beside the sandbox and the schema', () => {
    const program = `
      import { readFileSync } from 'node:fs'
      import { readConfig, startGateway } from 'x-metrics-gateway'
      import { createSandbox } from 'x-metrics-gateway/sandbox'
      await using sandbox = await createSandbox()
      await using gateway = await startGateway({ config: readConfig({ PORT: '0' }), sandbox })
      const { status } = await fetch(gateway.url + '/graphql?query={__typename}')
      const schema = readFileSync(new URL(import.meta.resolve('x-metrics-gateway/schema.graphql')), 'utf8')
      console.log(JSON.stringify([status, gateway.upstream.url === sandbox.url, schema.includes('type Query')]))`
    const printed = run(process.execPath, ['--input-type=module', '-e', program], installed)
    expect(JSON.parse(printed)).toEqual([200, true, true])
  })
})

describe('the command', () => {
  it('prints the schema, the settings and its version', () => {
    expect(output('schema')).toBe(read('schema.graphql'))
    expect(output('settings')).toBe(read('.env.example'))
    expect(output('--version')).toBe(`${manifest().version}\n`)
  })

  it('says what it can do, in the same words for -h', () => {
    const help = output('--help')
    expect(output('-h')).toBe(help)
    const known = /The commands are: (.+)\./.exec(runFailing('nothing'))?.[1]?.split(', ')
    expect(known).toHaveLength(7)
    for (const name of known ?? []) expect(help).toContain(`\n  ${name} `)
    expect(help).toContain('--workers')
  })

  it('refuses an option that it does not know', () => {
    expect(runFailing('--prot=80')).toContain('--prot')
  })
})

const runFailing = (...args: string[]): string => {
  try {
    output(...args)
  } catch (error) {
    return (error as { stderr: string }).stderr
  }
  throw new Error('it did not fail')
}
