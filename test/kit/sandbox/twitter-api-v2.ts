// Connects the npm package `twitter-api-v2` to the sandbox, as an independent check that the sandbox behaves like X. The
// package is unchanged; only its sockets are redirected.

import { Agent } from 'node:https'
import { connect } from 'node:net'

import type { Sandbox } from '../../../sandbox/index.ts'

/** The settings for `new TwitterApi(keys, …)`. */
export const agentFor = ({ url }: Sandbox): { httpAgent: Agent } => {
  const port = Number(new URL(url).port)
  const httpAgent = new Agent({ keepAlive: false })
  httpAgent.createConnection = () => connect(port, '127.0.0.1')
  return { httpAgent }
}

/** The page of the sandbox for an address that the library made for a browser. */
export const toSandboxUrl = ({ url }: Sandbox, address: string): URL => {
  const page = new URL(address)
  return new URL(page.pathname + page.search, url)
}

export interface Click {
  readonly account: string
  readonly decision?: 'allow' | 'deny'
}

/** Submits the form of the consent page like a browser, without following the redirect. */
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

/** The query of the redirect from the consent page. */
export const redirectParameters = (answer: Response): URLSearchParams =>
  new URL(answer.headers.get('location') ?? '').searchParams
