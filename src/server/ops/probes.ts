// Endpoints for operators: liveness, readiness and metrics.

import type { IncomingMessage, ServerResponse } from 'node:http'

import { callerHeaders } from '../http/caller.ts'
import { JSON_TYPE } from '../http/media-type.ts'
import type { Probes } from '../options.ts'

type Result = readonly [status: number, type: string, text: string]

type Probe = (probes: Probes, request: IncomingMessage) => Promise<Result>

const TEXT_TYPE = 'text/plain; charset=utf-8'

export const PROBES: ReadonlyMap<string, Probe> = new Map<string, Probe>([
  ['/live', async () => [200, TEXT_TYPE, 'live\n']],
  [
    '/ready',
    async (probes) => {
      const readiness = await probes.ready()
      return [readiness.ready ? 200 : 503, JSON_TYPE, `${JSON.stringify(readiness)}\n`]
    },
  ],
  [
    '/metrics',
    async ({ metrics, mayReadMetrics }, request) => {
      if (metrics === undefined) return [404, TEXT_TYPE, 'Metrics are disabled (METRICS).\n']
      if (!(await mayReadMetrics(callerHeaders(request)))) {
        return [
          401,
          TEXT_TYPE,
          'Send Authorization: Bearer <key>, with an API key that grants METRICS.\n',
        ]
      }
      return [200, metrics.type, await metrics.text()]
    },
  ],
])

export const sendProbe = async (
  probe: Probe,
  probes: Probes,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const [status, type, text] = await probe(probes, request).catch(
    (): Result => [503, TEXT_TYPE, 'The gateway’s processes do not respond to each other.\n'],
  )
  response
    .writeHead(status, {
      'content-type': type,
      ...(status === 401 && { 'www-authenticate': 'Bearer' }),
    })
    .end(text)
}
