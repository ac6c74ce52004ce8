// `npm run sandbox`: the X in the box alone, for people (what it is, how to call it) or, with
// `--json`, for programs (one line with everything needed to use it).

import { createSandbox, type Limits, type Manners, type Sandbox } from './index.ts'

interface Settings {
  readonly port: number
  readonly manners: Manners
  readonly limits: Extract<Limits, string>
}

type Environment = Readonly<Record<string, string | undefined>>

/** All mistakes at once; an empty value is an unset one. */
const readSettings = (environment: Environment): Settings | readonly string[] => {
  const mistakes: string[] = []
  const choice = <T extends string>(name: string, choices: readonly [T, ...T[]]): T => {
    const value = environment[name] || choices[0]
    const found = choices.find((each) => each === value)
    if (found === undefined)
      mistakes.push(`${name} is "${value}", but must be ${choices.join(' or ')}.`)
    return found ?? choices[0]
  }
  const port = environment.PORT || '4010'
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    mistakes.push(`PORT is "${port}", but must be a number from 0 (any free port) to 65535.`)
  }
  const manners = choice('MANNERS', ['current', 'classic'])
  const limits = choice('LIMITS', ['2024', '2026'])
  return mistakes.length > 0 ? mistakes : { port: Number(port), manners, limits }
}

const idsOf = ({ world }: Sandbox, now: number): { own: string[]; foreign: string[] } => {
  const there = [...world.posts.values()]
    .filter(({ createdAt }) => createdAt <= now)
    .sort((a, b) => b.createdAt - a.createdAt)
  const hidden = (userId: string): boolean => {
    const user = world.users.get(userId)
    return user === undefined || user.protected || user.suspended
  }
  const owner = world.accounts[0]
  return {
    own: there.filter(({ authorId }) => authorId === owner).map(({ id }) => id),
    foreign: there
      .filter(({ authorId }) => authorId !== owner && !hidden(authorId))
      .map(({ id }) => id),
  }
}

const forPrograms = (sandbox: Sandbox): string => {
  const { own, foreign } = idsOf(sandbox, Date.now())
  const { url, credentials } = sandbox
  return JSON.stringify({ url, ...credentials, ownPostIds: own, foreignPostIds: foreign })
}

const forPeople = (sandbox: Sandbox, { manners, limits }: Settings): string => {
  const { own, foreign } = idsOf(sandbox, Date.now())
  const { url, credentials, world } = sandbox
  const owner = world.users.get(credentials.userId)
  const ids = [own[0], foreign[0]].join(',')
  return `
X in the box: a look-alike of the X API v2 at ${url}
It knows ${world.users.size} users and ${world.posts.size} posts, ${own.length} of them by @${owner?.username} (${credentials.userId}),
whose access token it hands out. Manners: ${manners}. Limits of ${limits}.

Public numbers, with the app's bearer token:

  curl -H 'Authorization: Bearer ${credentials.bearer}' \\
    '${url}/2/tweets?ids=${ids}&tweet.fields=public_metrics'

A bearer token from key and secret, as with the real X:

  curl -u '${credentials.apiKey}:${credentials.apiKeySecret}' \\
    -d grant_type=client_credentials '${url}/oauth2/token'

Private numbers need a user: sign with OAuth 1.0a,

  X_API_KEY=${credentials.apiKey}
  X_API_KEY_SECRET=${credentials.apiKeySecret}
  X_ACCESS_TOKEN=${credentials.accessToken}
  X_ACCESS_TOKEN_SECRET=${credentials.accessTokenSecret}

or log in by OAuth 2.0 with client id ${credentials.clientId}
and client secret ${credentials.clientSecret} at ${url}/i/oauth2/authorize.

Who lives there and what was asked: ${url}/
Stop it with Ctrl+C.
`
}

const fail = (sentences: readonly string[]): never => {
  process.stderr.write(`${sentences.join('\n')}\n`)
  process.exit(1)
}

const start = async (settings: Settings): Promise<Sandbox> => {
  try {
    return await createSandbox(settings)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'EADDRINUSE') {
      return fail([`Port ${settings.port} is in use: stop what listens there, or set PORT.`])
    }
    if (code === 'EACCES') {
      return fail([
        `Port ${settings.port} is not allowed for this user: set PORT to one above 1023.`,
      ])
    }
    throw error
  }
}

const run = async (): Promise<void> => {
  const settings = readSettings(process.env)
  if ('length' in settings) return fail(settings)
  const sandbox = await start(settings)
  const json = process.argv.includes('--json')
  process.stdout.write(json ? `${forPrograms(sandbox)}\n` : forPeople(sandbox, settings))
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
