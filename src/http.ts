// One HTTP call: sent, answered within a deadline, and read whole within a bound. What it means is for
// others to judge; what keeps it from being answered becomes an error here.

import { type Dispatcher, request } from 'undici'

import { GatewayError } from './errors.ts'

export interface HttpRequest {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly timeoutMs: number
  readonly dispatcher?: Dispatcher
}

export interface HttpResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

/** A hundred posts with everything are some 300 kB. */
const MOST_BYTES = 16 * 1024 * 1024

export const send = async (wanted: HttpRequest): Promise<HttpResponse> => {
  const { method, url, headers, body, timeoutMs, dispatcher } = wanted
  try {
    const response = await request(url, {
      method,
      headers,
      ...(body !== undefined && { body }),
      ...(dispatcher && { dispatcher }),
      signal: AbortSignal.timeout(timeoutMs),
    })
    return {
      status: response.statusCode,
      headers: response.headers,
      text: await readBounded(response.body),
    }
  } catch (error) {
    if (error instanceof GatewayError) throw error
    if ((error as Error).name === 'TimeoutError') {
      throw new GatewayError(
        'UPSTREAM_TIMEOUT',
        `X did not answer within ${timeoutMs} ms. Try again; if it goes on, see whether X has an outage, or raise UPSTREAM_TIMEOUT_MS.`,
        { cause: error },
      )
    }
    throw new GatewayError(
      'UPSTREAM_UNAVAILABLE',
      'X could not be reached, or broke off its answer. Try again in a moment.',
      { cause: error },
    )
  }
}

const readBounded = async (body: AsyncIterable<Buffer>): Promise<string> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > MOST_BYTES) {
      throw new GatewayError(
        'UPSTREAM_INVALID_RESPONSE',
        'X’s answer is larger than any of its answers should be.',
      )
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
