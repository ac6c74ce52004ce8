import { Agent, request } from 'node:http'

import fc from 'fast-check'
import { expect, it } from 'vitest'

import type { Manners, Sandbox } from '../../../src/sandbox/index.ts'
import { NOW, sandboxAt } from '../helpers/ask.ts'
import { logIn } from '../helpers/login.ts'
import { signed } from '../helpers/sign.ts'
import { type RandomRequest, requests, type Who } from './requests.ts'
import { type AnswerKind, faultsOf } from './schema.ts'

const RUNS = 5_000
const BATCH = 20
const ENOUGH = { app: 1e9, user: 1e9 }

/** Who logs in beside the owner. */
const LOGIN = '1289001122334455808'

const DOCUMENTED = new Set([200, 400, 401, 403, 404])

interface Answered {
  readonly status: number
  readonly type: string
  readonly text: string
}

const searchOf = (query: RandomRequest['query']): string =>
  new URLSearchParams(query.map(([name, value]): [string, string] => [name, value])).toString()

const send = (
  agent: Agent,
  sandbox: Sandbox,
  { method, path, query }: RandomRequest,
  authorization: string | undefined,
): Promise<Answered> =>
  new Promise((resolve, reject) => {
    const search = searchOf(query)
    const url = new URL(sandbox.url)
    const sent = request(
      {
        agent,
        method,
        host: url.hostname,
        port: url.port,
        path: method === 'GET' && search !== '' ? `${path}?${search}` : path,
        headers: {
          ...(authorization !== undefined && { authorization }),
          ...(method === 'POST' && { 'content-type': 'application/x-www-form-urlencoded' }),
        },
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            type: response.headers['content-type'] ?? '',
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        )
        response.on('error', reject)
      },
    )
    sent.on('error', reject)
    sent.end(method === 'POST' ? search : '')
  })

const kindOf = ({ path }: RandomRequest, status: number): AnswerKind => {
  if (status === 400) return 'invalid'
  if (status !== 200) return 'refusal'
  if (path.startsWith('/labs')) return 'labs'
  if (path.startsWith('/2/users')) return 'user'
  return path === '/2/tweets' ? 'many' : 'one'
}

const PRIVATE = ['non_public_metrics', 'organic_metrics', 'promoted_metrics']

type Post = Readonly<Record<string, unknown>> & { readonly id: string }

/** What is wrong with an answer, if anything. */
const complaints = (
  sandbox: Sandbox,
  asked: RandomRequest,
  { status, type, text }: Answered,
): string[] => {
  if (asked.path.startsWith('/oauth') || asked.path.includes('/oauth2/')) {
    return status < 500 ? [] : [`status ${status}`]
  }
  if (!DOCUMENTED.has(status)) return [`status ${status}`]
  if (!type.includes('json')) return [`content-type ${type}`]
  const body = JSON.parse(text)
  const dialect = asked.query.some(([name]) => name === 'post.fields') ? 'post' : 'tweet'
  const wrong = faultsOf(kindOf(asked, status), dialect, body)
  if (status !== 200 || asked.ids.length === 0) return wrong

  const data: Post[] = Array.isArray(body.data) ? body.data : body.data ? [body.data] : []
  const order = [...new Set(asked.ids)].filter((id) => data.some((post) => post.id === id))
  if (order.join() !== data.map(({ id }) => id).join()) wrong.push('data is not in the order asked')
  const explained = new Set(
    (body.errors ?? []).flatMap((error: Record<string, string>) => [
      error.value,
      error.resource_id,
    ]),
  )
  for (const id of asked.ids) {
    if (!data.some((post) => post.id === id) && !explained.has(id))
      wrong.push(`${id} is neither given nor explained`)
  }
  const caller = {
    app: '',
    nobody: '',
    broken: '',
    owner: sandbox.credentials.userId,
    login: LOGIN,
  }[asked.who]
  for (const post of [
    ...data,
    ...(body.includes?.tweets ?? body.includes?.posts ?? []),
  ] as Post[]) {
    const author = sandbox.world.posts.get(post.id)?.authorId
    const hidden = PRIVATE.filter((group) => group in post)
    if (hidden.length > 0 && author !== caller)
      wrong.push(`${hidden.join()} of ${post.id} shown to a stranger`)
  }
  for (const [kind, items] of Object.entries(body.includes ?? {}) as [
    string,
    Record<string, string>[],
  ][]) {
    const keys = items.map((item) => item.media_key ?? item.id)
    if (new Set(keys).size !== keys.length) wrong.push(`${kind} holds something twice`)
  }
  return wrong
}

it.each<Manners>(['current', 'classic'])(
  '5,000 random requests get documented, well-formed and discreet answers (%s manners)',
  async (manners) => {
    await using sandbox = await sandboxAt({
      manners,
      limits: {
        'GET /2/tweets': ENOUGH,
        'GET /2/tweets/:id': ENOUGH,
        'GET /2/users/me': ENOUGH,
        'GET /2/users/:id': ENOUGH,
        'GET /labs/1/tweets/metrics/private': ENOUGH,
      },
    })
    const token = await logIn(sandbox, LOGIN)
    const agent = new Agent({ keepAlive: true, maxSockets: BATCH })
    const headerFor = (who: Who, asked: RandomRequest): string | undefined => {
      const search = searchOf(asked.query)
      const address = `${sandbox.url}${asked.path}?${search}`
      switch (who) {
        case 'app':
          return `Bearer ${sandbox.credentials.bearer}`
        case 'login':
          return `Bearer ${token}`
        case 'owner':
          return URL.canParse(address) && asked.method === 'GET'
            ? signed(address, sandbox.credentials, NOW)
            : undefined
        case 'nobody':
          return undefined
        case 'broken':
          return 'OAuth oauth_nonce="%E0%A4%A", ,=,"'
      }
    }
    const seen = { data: 0, includes: 0, errors: 0, private: 0, refused: 0 }
    await fc.assert(
      fc.asyncProperty(
        fc.array(requests(sandbox), { minLength: BATCH, maxLength: BATCH }),
        async (batch) => {
          await Promise.all(
            batch.map(async (asked) => {
              const answer = await send(agent, sandbox, asked, headerFor(asked.who, asked))
              expect(
                complaints(sandbox, asked, answer),
                `${asked.path} ${JSON.stringify(asked.query)}`,
              ).toEqual([])
              seen.data += Number(answer.text.startsWith('{"data"'))
              seen.includes += Number(answer.text.includes('"includes":'))
              seen.errors += Number(answer.text.includes('"errors":'))
              seen.private += Number(answer.text.includes('"organic_metrics":{'))
              seen.refused += Number(answer.status === 400)
            }),
          )
        },
      ),
      { numRuns: RUNS / BATCH, seed: 20_261_120, endOnFailure: true },
    )
    agent.destroy()
    // The generator itself must not go astray.
    for (const [what, times] of Object.entries(seen))
      expect(times, what).toBeGreaterThan(RUNS / 100)
  },
  60_000,
)
