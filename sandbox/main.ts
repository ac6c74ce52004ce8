// `npm run sandbox`: starts the sandbox alone and prints how to use it, as text or, with `--json`, as one line of
// JSON. With `--speed`, its world moves faster than the clock.

import { parseArgs } from 'node:util'

import {
  createSandbox,
  type Limits,
  type Manners,
  type MovementOptions,
  type Sandbox,
} from './index.ts'
import { MAX_SPEED } from './world/movement.ts'
import { isPublished } from './world/published.ts'

interface Settings {
  readonly movement: MovementOptions | undefined
  readonly port: number
  readonly manners: Manners
  readonly limits: Extract<Limits, string>
}

type Environment = Readonly<Record<string, string | undefined>>

/** The settings, or all errors in them. An empty value counts as unset. */
const readSettings = (environment: Environment, speed: string): Settings | readonly string[] => {
  const errors: string[] = []
  const choice = <T extends string>(name: string, choices: readonly [T, ...T[]]): T => {
    const value = environment[name] || choices[0]
    const found = choices.find((each) => each === value)
    if (found === undefined)
      errors.push(`${name} is "${value}", but must be ${choices.join(' or ')}.`)
    return found ?? choices[0]
  }
  const port = environment.PORT || '4010'
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    errors.push(`PORT is "${port}", but must be a number from 0 (any free port) to 65535.`)
  }
  const manners = choice('MANNERS', ['current', 'classic'])
  const limits = choice('LIMITS', ['2024', '2026'])
  if (!/^\d{1,4}$/.test(speed) || Number(speed) > MAX_SPEED) {
    errors.push(
      `--speed is "${speed}", but must be a whole number from 0 (a static world) to ${MAX_SPEED}.`,
    )
  }
  const movement = Number(speed) === 0 ? undefined : { speed: Number(speed) }
  return errors.length > 0 ? errors : { port: Number(port), manners, limits, movement }
}

const idsOf = ({ world }: Sandbox, now: number): { own: string[]; foreign: string[] } => {
  const published = [...world.posts.values()]
    .filter((post) => isPublished(post, now))
    .sort((a, b) => b.createdAt - a.createdAt)
  const isHidden = (userId: string): boolean => {
    const user = world.users.get(userId)
    return user === undefined || user.protected || user.suspended
  }
  const owner = world.accounts[0]
  return {
    own: published.filter(({ authorId }) => authorId === owner).map(({ id }) => id),
    foreign: published
      .filter(({ authorId }) => authorId !== owner && !isHidden(authorId))
      .map(({ id }) => id),
  }
}

const asJson = (sandbox: Sandbox): string => {
  const { own, foreign } = idsOf(sandbox, Date.now())
  const { url, credentials } = sandbox
  return JSON.stringify({ url, ...credentials, ownPostIds: own, foreignPostIds: foreign })
}

const asText = (sandbox: Sandbox, { manners, limits, movement }: Settings): string => {
  const { own, foreign } = idsOf(sandbox, Date.now())
  const { url, credentials, world } = sandbox
  const owner = world.users.get(credentials.userId)
  const ids = [own[0], foreign[0]].join(',')
  return `
X API sandbox: a local server that behaves like the X API v2, at ${url}
It has ${world.users.size} users and ${world.posts.size} posts, ${own.length} of them by @${owner?.username} (${credentials.userId}),
the owner of the access token below. Manners: ${manners}. Limits of ${limits}. ${paceOf(movement)}

Public metrics, with the app's bearer token:

  curl -H 'Authorization: Bearer ${credentials.bearer}' \\
    '${url}/2/tweets?ids=${ids}&tweet.fields=public_metrics'

A bearer token from the API key and secret:

  curl -u '${credentials.apiKey}:${credentials.apiKeySecret}' \\
    -d grant_type=client_credentials '${url}/oauth2/token'

Private metrics require user context. Sign with OAuth 1.0a,

  X_API_KEY=${credentials.apiKey}
  X_API_KEY_SECRET=${credentials.apiKeySecret}
  X_ACCESS_TOKEN=${credentials.accessToken}
  X_ACCESS_TOKEN_SECRET=${credentials.accessTokenSecret}

or log in by OAuth 2.0 with client id ${credentials.clientId}
and client secret ${credentials.clientSecret} at ${url}/i/oauth2/authorize.

Users, posts and received requests: ${url}/
Press Ctrl+C to stop.
`
}

const paceOf = (movement: MovementOptions | undefined): string => {
  if (movement === undefined) return 'Its world is static.'
  const { speed = 1 } = movement
  return speed === 1
    ? 'New posts appear, and numbers grow; faster with --speed 60.'
    : `New posts appear and numbers grow ${speed} times as fast as real ones.`
}

const fail = (messages: readonly string[]): never => {
  process.stderr.write(`${messages.join('\n')}\n`)
  process.exit(1)
}

const start = async (settings: Settings): Promise<Sandbox> => {
  try {
    return await createSandbox(settings)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'EADDRINUSE') {
      return fail([
        `Port ${settings.port} is in use. Stop the process that listens there, or set PORT.`,
      ])
    }
    if (code === 'EACCES') {
      return fail([
        `Port ${settings.port} is not allowed for this user. Set PORT to a number above 1023.`,
      ])
    }
    throw error
  }
}

const readArguments = () => {
  try {
    return parseArgs({
      options: { json: { type: 'boolean' }, speed: { type: 'string', default: '1' } },
    }).values
  } catch (error) {
    return fail([`${error instanceof Error ? error.message : error}`])
  }
}

const run = async (): Promise<void> => {
  const { json, speed } = readArguments()
  const settings = readSettings(process.env, speed)
  if ('length' in settings) return fail(settings)
  const sandbox = await start(settings)
  process.stdout.write(json ? `${asJson(sandbox)}\n` : asText(sandbox, settings))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      sandbox.close().then(
        () => process.exit(0),
        () => process.exit(1),
      )
    })
  }
}

await run()
