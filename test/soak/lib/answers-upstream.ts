// The upstream of the response fuzz test. It maps the unique ids of a trial to posts of a sandbox, and mutates the sandbox's
// responses.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import type { Sandbox } from '../../../sandbox/index.ts'
import { getX } from '../../kit/sandbox/call.ts'
import type { WireResponse } from './answers-wire.ts'

/** How the requests of one trial are answered. */
export interface Encounter {
  readonly sandbox: Sandbox
  /** The sandbox's ids, by the trial's ids. */
  readonly ids: ReadonlyMap<string, string>
  /** Whether responses use X's new field names. */
  readonly newNames: boolean
  /** Mutates a response. The key identifies the request without its ids. */
  readonly change: (answer: WireResponse, key: string) => WireResponse
  /** The responses that were sent. */
  readonly sent: WireResponse[]
}

export interface Upstream {
  readonly url: string
  /** Registers a trial, and returns a function that removes it. */
  register(encounter: Encounter, token: string | undefined): () => void
  /** Bodies of responses to requests for posts that belong to no trial, or to several. */
  readonly background: readonly Buffer[]
  close(): Promise<void>
}

interface SandboxResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

const FORWARDED_HEADERS = [
  'content-type',
  'x-rate-limit-limit',
  'x-rate-limit-remaining',
  'x-rate-limit-reset',
]

const NEW_NAMES: readonly (readonly [RegExp, string])[] = [
  [/"edit_history_tweet_ids":/g, '"edit_history_post_ids":'],
  [/"referenced_tweets":/g, '"referenced_posts":'],
  [/"note_tweet":/g, '"note_post":'],
  [/"retweet_count":/g, '"repost_count":'],
  [/"tweets":/g, '"posts":'],
]

const MAX_BACKGROUND = 500

export const startUpstream = async (
  world: Sandbox,
  onMistake: (error: unknown) => void,
): Promise<Upstream> => {
  const byPost = new Map<string, Encounter>()
  const byToken = new Map<string, Encounter>()
  const background: Buffer[] = []
  const cache = new Map<string, Promise<SandboxResponse>>()

  /** Requests each path once from the sandbox. */
  const requestOnce = (
    sandbox: Sandbox,
    path: string,
    as: 'app' | 'owner',
  ): Promise<SandboxResponse> => {
    const key = `${sandbox.url} ${as} ${path}`
    const cached = cache.get(key)
    if (cached !== undefined) return cached
    const response = getX(sandbox, path, as).then(({ status, headers, text }) => ({
      status,
      headers: Object.fromEntries(
        FORWARDED_HEADERS.flatMap((name) => {
          const value = headers.get(name)
          return value === null ? [] : [[name, value]]
        }),
      ),
      text,
    }))
    if (cache.size < 50_000) cache.set(key, response)
    return response
  }

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { url = '/', headers } = request
    if (url === '/oauth2/token') {
      const token = { token_type: 'bearer', access_token: world.credentials.bearer }
      response.end(JSON.stringify(token))
      return
    }
    const { authorization = '' } = headers
    const token = authorization.replace('Bearer ', '')
    const [, before = '', list = '', after = ''] = /^([^?]*\?ids=)([^&]*)(.*)$/.exec(url) ?? []
    const ids = list === '' ? [] : list.split(',')
    const encounter =
      ids.map((id) => byPost.get(id)).find((each) => each !== undefined) ?? byToken.get(token)
    const sandbox = encounter?.sandbox ?? world
    const appOnly = token === world.credentials.bearer
    const names = ids.map((id) => encounter?.ids.get(id) ?? id)
    const path = list === '' ? url : `${before}${names.join(',')}${after}`
    const {
      status,
      headers: sandboxHeaders,
      text,
    } = await requestOnce(sandbox, path, appOnly ? 'app' : 'owner')
    let body = text
    for (const [index, id] of ids.entries()) {
      const name = names[index]
      if (name !== undefined && name !== id) body = body.replaceAll(name, id)
    }
    if (encounter?.newNames) for (const [old, name] of NEW_NAMES) body = body.replace(old, name)
    const original: WireResponse = { status, headers: sandboxHeaders, body: Buffer.from(body) }
    const sent = encounter?.change(original, `${before}${after} ${appOnly}`) ?? original
    encounter?.sent.push(sent)
    // A call of one trial can bring posts that another trial requests, too.
    const isShared = encounter === undefined || ids.some((id) => byPost.get(id) !== encounter)
    if (isShared && background.push(sent.body) > MAX_BACKGROUND) background.shift()
    response.writeHead(sent.status, sent.headers)
    response.end(sent.body)
  }

  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    respond(request, response).catch((error: unknown) => {
      onMistake(error)
      response.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    background,
    register: (encounter, token) => {
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
