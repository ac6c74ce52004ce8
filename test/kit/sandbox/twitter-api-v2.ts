// The npm package `twitter-api-v2` as a witness that we imitate X and not ourselves: its code is
// unchanged and believes that it talks TLS to api.x.com; only its sockets lead to the sandbox.

import { Agent } from 'node:https'
import { connect } from 'node:net'

import type { Sandbox } from '../../../sandbox/index.ts'

/** Settings for `new TwitterApi(keys, …)`. */
export const pointedAt = ({ url }: Sandbox): { httpAgent: Agent } => {
  const port = Number(new URL(url).port)
  const httpAgent = new Agent({ keepAlive: false })
  httpAgent.createConnection = () => connect(port, '127.0.0.1')
  return { httpAgent }
}

/** The same page on the sandbox, for an address that the library made for a person's browser. */
export const onSandbox = ({ url }: Sandbox, address: string): URL => {
  const page = new URL(address)
  return new URL(page.pathname + page.search, url)
}

export interface Click {
  readonly account: string
  readonly decision?: 'allow' | 'deny'
}

/** What a person does on the consent page: read the form, choose, click. The answer is not followed. */
export const click = async (
  page: URL,
  { account, decision = 'allow' }: Click,
): Promise<Response> => {
  const html = await (await fetch(page)).text()
  const action = /<form method="post" action="([^"]+)">/.exec(html)?.[1] ?? ''
  const hidden = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)]
  const form = new URLSearchParams(
    hidden.map(([, name = '', value = '']): [string, string] => [name, plainText(value)]),
  )
  form.set('account', account)
  form.set('decision', decision)
  return fetch(new URL(action, page), { method: 'POST', body: form, redirect: 'manual' })
}

const plainText = (text: string): string =>
  text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))

/** Where the consent page sent the browser. */
export const sentTo = (answer: Response): URLSearchParams =>
  new URL(answer.headers.get('location') ?? '').searchParams
