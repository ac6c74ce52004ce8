// Stands in for X in the trial of answers. What is asked of it is asked of a sandbox, about posts of its world under
// ids that are new for each question, and what comes back is changed on its way.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import type { Sandbox } from '../../../sandbox/index.ts'
import { getX } from '../../kit/sandbox/call.ts'
import type { WireAnswer } from './answers-wire.ts'

/** One question's answers. */
export interface Encounter {
  readonly sandbox: Sandbox
  /** By the ids that are asked for, those of the world. */
  readonly ids: ReadonlyMap<string, string>
  /** In X's new vocabulary. */
  readonly newWords: boolean
  /** Told what is asked, its ids aside. */
  readonly change: (answer: WireAnswer, key: string) => WireAnswer
  /** What was answered to it. */
  readonly given: WireAnswer[]
}

export interface Upstream {
  readonly url: string
  /** Gives what ends it. */
  meet(encounter: Encounter, token: string | undefined): () => void
  /** What was answered besides: nothing of it is changed. */
  readonly strays: readonly Buffer[]
  close(): Promise<void>
}

interface Told {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

const KEPT = ['content-type', 'x-rate-limit-limit', 'x-rate-limit-remaining', 'x-rate-limit-reset']

const NEW_WORDS: readonly (readonly [RegExp, string])[] = [
  [/"edit_history_tweet_ids":/g, '"edit_history_post_ids":'],
  [/"referenced_tweets":/g, '"referenced_posts":'],
  [/"note_tweet":/g, '"note_post":'],
  [/"retweet_count":/g, '"repost_count":'],
  [/"tweets":/g, '"posts":'],
]

/** Beyond them the oldest are forgotten. */
const MOST_STRAYS = 500

export const startUpstream = async (
  world: Sandbox,
  onMistake: (error: unknown) => void,
): Promise<Upstream> => {
  const byPost = new Map<string, Encounter>()
  const byToken = new Map<string, Encounter>()
  const strays: Buffer[] = []
  const told = new Map<string, Promise<Told>>()

  /** The truth, asked once. */
  const truth = (sandbox: Sandbox, path: string, as: 'app' | 'owner'): Promise<Told> => {
    const key = `${sandbox.url} ${as} ${path}`
    const known = told.get(key)
    if (known !== undefined) return known
    const asked = getX(sandbox, path, as).then(({ status, headers, text }) => ({
      status,
      headers: Object.fromEntries(
        KEPT.flatMap((name) => {
          const value = headers.get(name)
          return value === null ? [] : [[name, value]]
        }),
      ),
      text,
    }))
    if (told.size < 50_000) told.set(key, asked)
    return asked
  }

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { url = '/', headers } = request
    if (url === '/oauth2/token') {
      const token = { token_type: 'bearer', access_token: world.credentials.bearer }
      response.end(JSON.stringify(token))
      return
    }
    const { authorization = '' } = headers
    const token = authorization.replace('Bearer ', '')
    const [, before = '', list = '', after = ''] = /^([^?]*\?ids=)([^&]*)(.*)$/.exec(url) ?? []
    const asked = list === '' ? [] : list.split(',')
    const encounter =
      asked.map((id) => byPost.get(id)).find((each) => each !== undefined) ?? byToken.get(token)
    const sandbox = encounter?.sandbox ?? world
    const appOnly = token === world.credentials.bearer
    const names = asked.map((id) => encounter?.ids.get(id) ?? id)
    const path = list === '' ? url : `${before}${names.join(',')}${after}`
    const { status, headers: given, text } = await truth(sandbox, path, appOnly ? 'app' : 'owner')
    let body = text
    for (const [index, id] of asked.entries()) {
      const name = names[index]
      if (name !== undefined && name !== id) body = body.replaceAll(name, id)
    }
    if (encounter?.newWords) for (const [old, word] of NEW_WORDS) body = body.replace(old, word)
    const whole: WireAnswer = { status, headers: given, body: Buffer.from(body) }
    const sent = encounter?.change(whole, `${before}${after} ${appOnly}`) ?? whole
    if (encounter !== undefined) encounter.given.push(sent)
    else if (strays.push(sent.body) > MOST_STRAYS) strays.shift()
    response.writeHead(sent.status, sent.headers)
    response.end(sent.body)
  }

  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      onMistake(error)
      response.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    strays,
    meet: (encounter, token) => {
      for (const id of encounter.ids.keys()) byPost.set(id, encounter)
      if (token !== undefined) byToken.set(token, encounter)
      return () => {
        for (const id of encounter.ids.keys()) byPost.delete(id)
        if (token !== undefined) byToken.delete(token)
      }
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
