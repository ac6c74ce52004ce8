// How the gateway is, for those who run it: whether it lives, whether it can serve, and its numbers.

import type { IncomingMessage, ServerResponse } from 'node:http'

import type { RequestHeaders } from '../../auth/request-origin.ts'
import { headersOf } from '../graphql/fast-path.ts'

export interface Readiness {
  readonly ready: boolean
  /** What is as it should be, and what is not. */
  readonly [part: string]: unknown
}

export interface Probes {
  ready(): Promise<Readiness>
  /** Nothing when they are turned off. */
  readonly metrics: { readonly type: string; text(): Promise<string> } | undefined
  /** Whether the numbers are for whoever asks so. */
  mayRead(headers: RequestHeaders): Promise<boolean>
}

type Answer = readonly [status: number, type: string, text: string]

const TEXT = 'text/plain; charset=utf-8'
const JSON_TYPE = 'application/json; charset=utf-8'

const ANSWERS: Readonly<
  Record<
    'live' | 'ready' | 'metrics',
    (probes: Probes, request: IncomingMessage) => Promise<Answer>
  >
> = {
  live: async () => [200, TEXT, 'live\n'],
  ready: async (probes) => {
    const readiness = await probes.ready()
    return [readiness.ready ? 200 : 503, JSON_TYPE, `${JSON.stringify(readiness)}\n`]
  },
  metrics: async (probes, request) => {
    if (probes.metrics === undefined) return [404, TEXT, 'METRICS is off.\n']
    if (!(await probes.mayRead(headersOf(request)))) {
      return [401, TEXT, 'Send Authorization: Bearer <GATEWAY_KEY>.\n']
    }
    return [200, probes.metrics.type, await probes.metrics.text()]
  },
}

export const probe = async (
  name: keyof typeof ANSWERS,
  probes: Probes,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const [status, type, text] = await ANSWERS[name](probes, request).catch(
    (): Answer => [503, TEXT, 'The gateway’s processes do not answer one another.\n'],
  )
  response
    .writeHead(status, {
      'content-type': type,
      ...(status === 401 && { 'www-authenticate': 'Bearer' }),
    })
    .end(text)
}
