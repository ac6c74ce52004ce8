// Readiness check of a credential: whether X accepts it, by the last response to a call with it or else by a call without
// ids, which reads nothing and costs nothing. X checks the credential before the parameters (an inference from its 401
// responses, which never name a parameter): it answers 401 to a credential that it rejects, and 400 to any other.

import { authorize, type CredentialSource } from '../auth/credentials.ts'
import { GatewayError } from '../infra/errors.ts'
import type { HttpResponse } from '../infra/http.ts'
import type { Send } from '../infra/upstream.ts'

export type CredentialVerdict = 'accepted' | 'rejected' | 'unknown'

export interface CredentialCheck {
  verdictOn(source: CredentialSource): Promise<CredentialVerdict>
  /** Takes the verdict from the response to another call. */
  observe(source: CredentialSource, response: Verdicts): void
  forget(source: CredentialSource): void
}

/** A credential that X does not accept is not checked more often. */
const MIN_INTERVAL_MS = 10_000

interface Entry {
  verdict: CredentialVerdict
  readonly checkedAt: number
}

type Verdicts = Pick<HttpResponse, 'status' | 'headers'>

/**
 * X answers 400 to the call without ids. Rate-limit headers show that X has accepted the credential: its 401 responses have
 * none (recorded in 2022), and a 400 of a proxy has none either.
 */
export const showsAcceptance = ({ status, headers }: Verdicts): boolean =>
  status === 200 || (status === 400 && headers['x-rate-limit-limit'] !== undefined)

const verdictBy = (response: Verdicts): CredentialVerdict => {
  const { status } = response
  if (status === 401) return 'rejected'
  if (status === 403 || status === 429 || showsAcceptance(response)) return 'accepted'
  return 'unknown'
}

export const createCredentialCheck = ({
  apiUrl,
  send,
  wall,
}: {
  readonly apiUrl: string
  readonly send: Send
  readonly wall: () => number
}): CredentialCheck => {
  /** Keyed by scope. Holds only credentials that a verdict was requested on. */
  const entries = new Map<string, Entry>()

  const check = async (source: CredentialSource): Promise<CredentialVerdict> => {
    try {
      const credential = await source.credential()
      const url = `${apiUrl}/2/tweets`
      const response = await send({
        as: 'check',
        endpoint: 'GET /2/tweets',
        method: 'GET',
        url,
        headers: { authorization: authorize(credential, { method: 'GET', url }, wall()) },
      })
      const verdict = verdictBy(response)
      return verdict === 'rejected' && (await source.renew(credential)) !== undefined
        ? 'accepted'
        : verdict
    } catch (error) {
      return error instanceof GatewayError && error.code === 'CREDENTIALS_REJECTED'
        ? 'rejected'
        : 'unknown'
    }
  }

  return {
    verdictOn: async (source) => {
      const known = entries.get(source.scope)
      const isRecent = known !== undefined && performance.now() - known.checkedAt < MIN_INTERVAL_MS
      if (known !== undefined && (known.verdict === 'accepted' || isRecent)) return known.verdict
      const entry: Entry = { verdict: known?.verdict ?? 'unknown', checkedAt: performance.now() }
      entries.set(source.scope, entry)
      entry.verdict = await check(source)
      return entry.verdict
    },
    observe: ({ scope }, response) => {
      const entry = entries.get(scope)
      const verdict = verdictBy(response)
      if (entry !== undefined && verdict !== 'unknown') entry.verdict = verdict
    },
    forget: ({ scope }) => entries.delete(scope),
  }
}
