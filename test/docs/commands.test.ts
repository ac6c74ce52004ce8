// Each command in the documents is run by CI or a test, or has a reason here why not.

import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { documents, fencesIn, pathOf, read } from '../kit/documents.ts'
import { temporary } from '../kit/gateway.ts'

const CURL = `curl -s --retry 9 --retry-connrefused localhost:4000/graphql -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' -d '{"query":"{ viewer { spend { todayUsd dailyLimitUsd } } }"}'`
const SPEND_LIMITS = ['test/docs/spend-limits.test.ts', 'fencesIn'] as const

/** A command, the file that runs it, and the text in that file that does. */
const RUN: Readonly<Record<string, readonly [file: string, text: string]>> = {
  'npm ci': ['.ci/run', '\nstep npm ci\n'],
  'npm pack': ['test/docs/package.test.ts', `'pack'`],
  'npm test': ['.ci/run', '\nstep npm test\n'],
  'npm start': ['test/gateway/command.test.ts', `start('start', []`],
  'npm start -- --workers 4': ['test/gateway/cluster.test.ts', `'--workers'`],
  'npm run check': ['.ci/run', '\nstep npm run check\n'],
  'npm run package': ['.ci/run', '\nstep npm run package\n'],
  // npm ci runs it.
  'npm run dashboard': ['package.json', '"prepare": '],
  'npm run schema': ['.ci/run', '\nstep npm run -s schema\n'],
  'npm run codegen': ['.ci/run', '\nstep npm run -s codegen\n'],
  'npm run sandbox': ['test/sandbox/command.test.ts', `start('sandbox', [`],
  'npm run -s sandbox -- --json': ['test/sandbox/command.test.ts', `start('sandbox', ['--json']`],
  'npm run sandbox -- --speed 60': [
    'test/sandbox/command.test.ts',
    "start('sandbox', ['--speed', '60']",
  ],
  'npm run fuzz:documents': ['.ci/run', 'fuzz:documents --'],
  'npm run fuzz:answers': ['.ci/run', 'fuzz:answers --'],
  'npm run fuzz:sandbox': ['.ci/run', 'fuzz:sandbox'],
  'npm run fuzz:price': ['.ci/run', 'fuzz:price --'],
  'npm run fuzz:crossing': ['.ci/run', 'fuzz:crossing --'],
  'npm run load:live': ['.ci/run', 'load:live --'],
  'npm run soak:backup': ['.ci/run', 'soak:backup --'],
  'npm run soak:recorder': ['test/unit/recorder/simulation.test.ts', 'npm run soak:recorder'],
  'ARCHIVE=on RECORD=own RECORD_DAILY_USD=1 npm start': [
    'test/gateway/recorder.test.ts',
    "ARCHIVE: 'on', RECORD: 'own'",
  ],
  'npx x-metrics-gateway accounts export 783214 > account.jsonl': [
    'test/gateway/account-commands.test.ts',
    "run('export', USER)",
  ],
  'npx x-metrics-gateway accounts delete 783214': [
    'test/gateway/account-commands.test.ts',
    "run('delete', USER)",
  ],
  'npx x-metrics-gateway backup /backups/monday': [
    'test/gateway/backup.test.ts',
    'withSecret: false',
  ],
  'npx x-metrics-gateway backup /backups/monday --with-secret': [
    'test/gateway/backup.test.ts',
    "'--with-secret'",
  ],
  'npm run soak:rolling-restart': ['.ci/run', 'soak:rolling-restart'],
  'npm run soak:spend': ['.ci/run', 'npm run -s soak:spend -- '],
  'npm run soak:chaos': ['.ci/run', `'npm run -s soak:chaos'`],
  'npm run soak': ['.ci/run', 'npm run -s soak --'],
  'npx x-metrics-gateway': ['test/docs/package.test.ts', `['alone', []]`],
  'npx x-metrics-gateway --workers auto': ['test/docs/package.test.ts', `['--workers', '2']`],
  'npx x-metrics-gateway settings > .env': ['test/docs/package.test.ts', `output('settings')`],
  'npx x-metrics-gateway schema': ['test/docs/package.test.ts', `output('schema')`],
  'npx vitest run test/gateway/fault-matrix.test.ts': ['package.json', '"test": "vitest run '],
  'npm run bundle': ['package.json', 'npm run -s bundle'],
  'npm run test:browser': ['.ci/run', 'step npm run test:browser'],
  'npm start -- keys add web --file keys.json --grants PUBLIC,LIVE --per-minute 600': [
    'test/gateway/auth/api-keys.test.ts',
    'runKeyCommand',
  ],
  'npm start -- keys add page --file keys.json --origins https://app.example --per-minute 600': [
    'test/gateway/auth/api-keys.test.ts',
    "'--origins', PAGE",
  ],
  'KEY=$(npm -s start -- keys add web-app --file keys.json --daily-usd 5 | head -1)': SPEND_LIMITS,
  'KEYS_FILE=keys.json npm start &': SPEND_LIMITS,
  [CURL]: SPEND_LIMITS,
  'npx x-metrics-gateway spend': ['test/gateway/spend.test.ts', 'spendTable'],
  'KEYS_FILE=keys.json npm start': ['test/gateway/auth/api-keys.test.ts', 'KEYS_FILE: file'],
  'cp .env.example .env': ['test/docs/commands.test.ts', 'SHELL = '],
  'set -a; . ./.env; set +a': ['test/docs/commands.test.ts', 'SHELL = '],
}

/** Commands that no test runs, by reason. */
const NOT_RUN: Readonly<Record<string, readonly string[]>> = {
  'test/docs/package.test.ts unpacks the package beside the dependencies of the checkout': [
    'npm install ./x-metrics-gateway-0.1.0.tgz',
  ],
  'measures, and needs a quiet machine': [
    'npm ci --prefix bench',
    'npm run bench',
    ...['lone', 'latency', 'memory', 'start', 'coalescing', 'soak', 'micro', 'sandbox'].map(
      (name) => `npm run bench:${name}`,
    ),
    'node bench/run.ts --only gateway,mercurius --rows "1 post,mix of 500 clients" --seconds 1 --rounds 2',
    ...['abuse', 'bounds', 'archive', 'machines', 'memory', 'questions'].map(
      (name) => `npm run load:${name}`,
    ),
  ],
  'needs Docker; test/docs/deployment.test.ts checks the image and compose.yaml': [
    'docker build -t x-metrics-gateway .',
    'docker run --rm -p 127.0.0.1:4000:4000 x-metrics-gateway',
    'docker run --rm x-metrics-gateway settings > .env',
    'docker run -d --name gateway -p 127.0.0.1:4000:4000 --env-file .env -v gateway:/data --stop-timeout 15 --read-only --cap-drop ALL --security-opt no-new-privileges x-metrics-gateway',
    'docker compose up --build',
    'docker compose -f deploy/compose.yaml --env-file .env up --build',
  ],
}

const notRun = Object.values(NOT_RUN).flat()

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
    expect(Object.hasOwn(RUN, command) !== notRun.includes(command)).toBe(true)
  })

  it('listed here is in a document', () => {
    const listed = [...Object.keys(RUN), ...notRun]
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
