// The asks themselves: what is wanted of which posts with which credential, and what became of each.

import type { Archive } from '../archive/archive.ts'
import { type Account, ReconnectNeeded } from '../auth/accounts.ts'
import type { CredentialSource } from '../auth/credentials.ts'
import { GatewayError } from '../infra/errors.ts'
import type { Facts } from '../pipeline/facts.ts'
import type { Lookups } from '../pipeline/lookups.ts'
import type { Operation } from '../pipeline/operation.ts'
import type { Answered } from '../pipeline/receiving.ts'
import type { Loaded } from '../pipeline/result.ts'
import {
  type Ask,
  askFor,
  askKey,
  type Plan,
  privateGroupsOf,
  union,
  withoutPrivate,
  withoutPromoted,
  withoutReferenced,
  withReasons,
} from '../plan/plan.ts'
import type { Refusal, Refusals } from '../x/problems.ts'

export interface AskOptions {
  readonly lookups: Lookups
  /** What X gives no more, if it is kept. */
  readonly archive: Archive | undefined
  /** Who asks what everybody may see. */
  readonly open: () => Promise<CredentialSource>
  /** Whose private numbers may be seen; found out when some are wanted. */
  readonly accounts: () => Promise<readonly Account[]>
  /** Resolves when archived values of the account may be served. */
  readonly prove: (account: Account) => Promise<void>
  readonly facts: Facts
  readonly recallAuthors: (ids: readonly string[]) => Promise<void>
  readonly operation: Operation
}

export interface Asker {
  open(ids: readonly string[]): Promise<void>
  /** Gives the ids that X dropped for their private fields. */
  owned(account: Account, ids: readonly string[]): Promise<readonly string[]>
}

interface Group {
  readonly ids: string[]
  readonly wanted: Set<Plan>
}

export const createAsker = (
  plans: ReadonlyMap<string, Plan>,
  loaded: Map<string, Loaded>,
  options: AskOptions,
): Asker => {
  const { facts } = options
  const planOfId = (id: string): Plan => plans.get(id) ?? union([])
  /** What X said of posts that it dropped; they are asked again without those fields. */
  const earlier = new Map<string, Refusals>()

  /** Gives the ids that are to be asked again, openly. */
  const ask = async (
    source: () => Promise<CredentialSource>,
    ids: readonly string[],
    asked: Ask,
  ): Promise<readonly string[]> => {
    if (ids.length === 0) return []
    try {
      const answers = await options.lookups.load(await source(), ids, asked, options.operation)
      return ids.filter((id) => keep(id, answers.get(id), asked))
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error
      for (const id of ids) fail(id, error)
      return []
    }
  }

  const refusedFor = (id: string, refusal: Refusal): Refusals =>
    new Map(privateGroupsOf(planOfId(id)).map((group) => [group, refusal]))

  /** What an open ask has brought already stays, with why there is no more. */
  const refuse = (id: string, refusals: Refusals): boolean => {
    const before = loaded.get(id)
    if (before === undefined || before instanceof GatewayError) return false
    facts.learn(before.tweet, refusals)
    loaded.set(id, { ...before, refusals })
    return true
  }

  /** Never to be asked again. */
  const fail = (id: string, error: GatewayError): false => {
    const refusals = refusedFor(id, { reason: 'REFUSED', words: error.message })
    if (!refuse(id, refusals)) loaded.set(id, error)
    return false
  }

  /** The account's tokens are dead: until it is connected again its posts are asked as anybody's. */
  const disconnect = (id: string): boolean => {
    const refusals = refusedFor(id, { reason: 'RECONNECT_NEEDED' })
    if (refuse(id, refusals)) return false
    earlier.set(id, refusals)
    return true
  }

  const keep = (id: string, answer: Answered | undefined, asked: Ask): boolean => {
    switch (answer?.kind) {
      case 'post': {
        const before = earlier.get(id)
        const { post } = answer
        // X did not say then whose the post is.
        if (before !== undefined) facts.learn(post.tweet, before)
        const refusals = before && new Map([...before, ...post.refusals])
        loaded.set(id, refusals === undefined ? post : { ...post, refusals })
        return false
      }
      case 'dropped':
        if (refuse(id, answer.refusals)) return false
        earlier.set(id, answer.refusals)
        return true
      case 'error':
        loaded.set(id, answer.error)
        return false
      case 'failed':
        return answer.error instanceof ReconnectNeeded && privateGroupsOf(asked.plan).length > 0
          ? disconnect(id)
          : fail(id, answer.error)
      default:
        return false
    }
  }

  return {
    open: async (ids) => {
      // Fields are free; expansions bring objects that X bills, so only posts that want the same share a call.
      const groups = new Map<string, Group>()
      let group: Group | undefined
      let last: Plan | undefined
      for (const id of ids) {
        const plan = planOfId(id)
        if (group === undefined || plan !== last) {
          const wanted = withoutPrivate(plan)
          const key = askKey(askFor(wanted))
          group = groups.get(key) ?? { ids: [], wanted: new Set() }
          groups.set(key, group)
          group.wanted.add(wanted)
          last = plan
        }
        group.ids.push(id)
      }
      await Promise.all(
        [...groups.values()].map((each) => ask(options.open, each.ids, askFor(union(each.wanted)))),
      )
    },
    owned: (account, ids) => {
      const wanted = withoutReferenced(withReasons(union(ids.map(planOfId))))
      // Five refusals for each post that was never promoted: only when there may be one that was.
      const asked = askFor(ids.every(facts.isUnpromoted) ? withoutPromoted(wanted) : wanted)
      return ask(() => Promise.resolve(account), ids, asked)
    },
  }
}
