// Each command in the documents is run by CI or a test, or has a reason here why not.

import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { documents, fencesIn, pathOf, read } from '../kit/documents.ts'
import { temporary } from '../kit/gateway.ts'

/** A command, the file that runs it, and the text in that file that does. */
const RUN: Readonly<Record<string, readonly [file: string, text: string]>> = {
  'npm ci': ['.ci/run', '\nnpm ci\n'],
  'npm pack': ['test/docs/package.test.ts', `'pack'`],
  'npm test': ['.ci/run', '\nnpm test\n'],
  'npm start': ['test/gateway/command.test.ts', `start('start', []`],
  'npm start -- --workers 4': ['test/gateway/cluster.test.ts', `'--workers'`],
  'npm run check': ['.ci/run', '\nnpm run check\n'],
  // npm ci runs it.
  'npm run dashboard': ['package.json', '"prepare": '],
  'npm run schema': ['.ci/run', '\nnpm run -s schema\n'],
  'npm run codegen': ['.ci/run', '\nnpm run -s codegen\n'],
  'npm run sandbox': ['test/sandbox/command.test.ts', `start('sandbox', [], `],
  'npm run -s sandbox -- --json': ['test/sandbox/command.test.ts', `start('sandbox', ['--json']`],
  'npm run fuzz:documents': ['.ci/run', 'fuzz:documents\n'],
  'npm run fuzz:answers': ['.ci/run', 'fuzz:answers\n'],
  'npm run fuzz:crossing': ['.ci/run', 'fuzz:crossing --'],
  'npm run load:live': ['.ci/run', 'load:live\n'],
  'npm run soak:rolling-restart': ['.ci/run', 'soak:rolling-restart\n'],
  'npm run soak': ['.ci/run', 'soak\n'],
  'npx x-metrics-gateway': ['test/docs/package.test.ts', `['alone', []]`],
  'npx x-metrics-gateway --workers auto': ['test/docs/package.test.ts', `['--workers', '2']`],
  'npx x-metrics-gateway settings > .env': ['test/docs/package.test.ts', `output('settings')`],
  'npx x-metrics-gateway schema': ['test/docs/package.test.ts', `output('schema')`],
  'npx vitest run test/gateway/fault-matrix.test.ts': ['package.json', '"test": "vitest run"'],
  'cp .env.example .env': ['test/docs/commands.test.ts', 'SHELL = '],
  'set -a; . ./.env; set +a': ['test/docs/commands.test.ts', 'SHELL = '],
}

const NOT_RUN: Readonly<Record<string, string>> = {
  'npm install ./x-metrics-gateway-0.1.0.tgz':
    'test/docs/package.test.ts unpacks the package beside the dependencies of the checkout',
  'npm run bench': 'takes a quarter of an hour, and writes its table',
  'npm run bench:lone': 'measures, on a quiet machine',
  'npm run bench:coalescing': 'measures, on a quiet machine',
  'npm run bench:soak': 'measures, on a quiet machine',
  'npm run bench:micro': 'measures, on a quiet machine',
  'npm run bench:sandbox': 'measures, on a quiet machine',
  'npm ci --prefix bench': 'installs what only the benchmarks need',
  'node bench/run.ts --only gateway,mercurius --rows "1 post,mix of 500 clients" --seconds 1 --rounds 2':
    'measures, on a quiet machine',
  'npm run load:abuse': 'needs a quiet machine',
  'npm run load:bounds': 'needs a quiet machine',
  'npm run load:archive': 'needs a quiet machine',
  'docker build -t x-metrics-gateway .':
    'the image is held to its files by test/docs/deployment.test.ts',
  'docker run --rm -p 127.0.0.1:4000:4000 x-metrics-gateway': 'needs Docker',
  'docker run --rm x-metrics-gateway settings > .env': 'needs Docker',
  'docker run -d --name gateway -p 127.0.0.1:4000:4000 --env-file .env -v gateway:/data --stop-timeout 15 --read-only --cap-drop ALL --security-opt no-new-privileges x-metrics-gateway':
    'needs Docker',
  'docker compose up --build':
    'compose.yaml is held to the settings by test/docs/deployment.test.ts',
}

/** The commands in shell fences, and in inline code that begins with npm or npx. */
const commandsIn = (text: string): string[] =>
  [
    ...fencesIn(text)
      .filter(({ language }) => language === 'sh')
      .flatMap((fence) => fence.text.replaceAll(/\\\n\s*/g, '').split('\n'))
      .flatMap((line) => line.replace(/(^|\s)#\s.*$/, '').split('&&')),
    ...[...text.matchAll(/`((?:npm|npx)\s[^`]+)`/g)].map(([, command = '']) => command),
  ]
    .map((command) => command.replaceAll(/\s+/g, ' ').trim())
    .filter((command) => command !== '')

const documented = new Set(documents.flatMap((name) => commandsIn(read(name))))

describe('every command', () => {
  it.each([...documented])('%s', (command) => {
    expect(Object.hasOwn(RUN, command) !== Object.hasOwn(NOT_RUN, command)).toBe(true)
  })

  it('listed here is in a document', () => {
    const listed = [...Object.keys(RUN), ...Object.keys(NOT_RUN)]
    expect(listed.filter((command) => !documented.has(command))).toEqual([])
  })

  it('is run by the file listed here', () => {
    for (const [command, [file, text]] of Object.entries(RUN)) {
      expect(read(file), command).toContain(text)
    }
  })

  it('names scripts and files that exist', () => {
    const { scripts, version } = JSON.parse(read('package.json')) as {
      scripts: Record<string, string>
      version: string
    }
    for (const command of documented) {
      const script = /^npm run (?:-s )?(\S+)/.exec(command)?.[1]
      if (script !== undefined) expect(Object.keys(scripts), command).toContain(script)
      const file = /(?:^node|vitest run) (\S+)/.exec(command)?.[1]
      if (file !== undefined) expect(existsSync(pathOf(file)), command).toBe(true)
      const packed = /gateway-(.+)\.tgz$/.exec(command)?.[1]
      if (packed !== undefined) expect(packed, command).toBe(version)
    }
  })
})

it('a shell can load a copy of .env.example', () => {
  using directory = temporary()
  const SHELL = `cp ${pathOf('.env.example')} .env; set -a; . ./.env; set +a; echo "$PORT $HOST"`
  const printed = execFileSync('sh', ['-c', SHELL], { cwd: join(directory.path), encoding: 'utf8' })
  expect(printed).toBe('4000 127.0.0.1\n')
})
