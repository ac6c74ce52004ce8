// Whether X takes a credential: from what it said to the last call with it, or by a call that asks for no post at all.
// X looks at who asks before it looks at what is asked (a guess, from its 401s that say nothing of the request): it
// answers 401 to a stranger, and 400 to everybody else.

import { authorize, type CredentialSource } from '../auth/credentials.ts'
import { GatewayError } from '../infra/errors.ts'
import type { Send } from '../infra/upstream.ts'

export type Standing = 'accepted' | 'rejected' | 'unknown'

export interface Standings {
  of(as: CredentialSource): Promise<Standing>
  /** From a call that was made anyway. */
  learn(as: CredentialSource, status: number): void
  /** No call could be made: there is no credential any more. */
  lose(as: CredentialSource): void
}

/** Whoever asks all the time is told what is known. */
const AGAIN_MS = 10_000

interface Known {
  standing: Standing
  at: number
}

const standingBy = (status: number): Standing =>
  status === 401 ? 'rejected' : status < 500 ? 'accepted' : 'unknown'

export const createStandings = ({
  apiUrl,
  send,
  now,
}: {
  readonly apiUrl: string
  readonly send: Send
  readonly now: () => number
}): Standings => {
  const known = new Map<string, Known>()

  const ask = async (as: CredentialSource): Promise<Standing> => {
    try {
      const credential = await as.credential()
      const url = `${apiUrl}/2/tweets`
      const authorization = authorize(credential, { method: 'GET', url }, now())
      const { status } = await send({
        as: 'check',
        endpoint: 'GET /2/tweets',
        method: 'GET',
        url,
        headers: { authorization },
      })
      const standing = standingBy(status)
      return standing === 'rejected' && (await as.renew(credential)) !== undefined
        ? 'accepted'
        : standing
    } catch (error) {
      return error instanceof GatewayError && error.code === 'CREDENTIALS_REJECTED'
        ? 'rejected'
        : 'unknown'
    }
  }

  return {
    of: async (as) => {
      const before = known.get(as.scope)
      const recent = before !== undefined && performance.now() - before.at < AGAIN_MS
      if (before !== undefined && (before.standing === 'accepted' || recent)) return before.standing
      const mark: Known = { standing: before?.standing ?? 'unknown', at: performance.now() }
      known.set(as.scope, mark)
      mark.standing = await ask(as)
      return mark.standing
    },
    lose: (as) => known.delete(as.scope),
    learn: (as, status) => {
      const mark = known.get(as.scope)
      // Only of those who are asked about.
      if (mark !== undefined && status < 500) mark.standing = standingBy(status)
    },
  }
}
