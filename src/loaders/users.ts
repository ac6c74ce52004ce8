// Users by id or by name: DataLoader collects what one request's fields want, a hundred of them are one call, and what
// X has said lately is not asked again.

import DataLoader from 'dataloader'
import { LRUCache } from 'lru-cache'

import type { CredentialSource } from '../auth/credentials.ts'
import { GatewayError } from '../infra/errors.ts'
import { askingAs } from '../pipeline/asking.ts'
import { mayCall, tooManyCalls } from '../pipeline/call-limit.ts'
import type { Operation } from '../pipeline/operation.ts'
import type { NamedBy, XClient } from '../x/client.ts'
import { MOST_IDS } from '../x/fields.ts'
import type { Gap } from '../x/gaps.ts'
import type { Bill } from '../x/prices.ts'
import type { User } from '../x/types.ts'
import { joinUsers } from '../x/users.ts'

export type LoadedUser = User | GatewayError

export interface UserWish {
  readonly source: CredentialSource
  readonly by: NamedBy
  readonly name: string
  /** In X's words. */
  readonly fields: readonly string[]
}

export interface UsersLoader {
  load(wish: UserWish): Promise<LoadedUser>
}

/** Across time, each in the scope of the credential that saw it. */
export interface UserCache {
  find(wish: UserWish): Kept | undefined
  keep(wish: Omit<UserWish, 'name'>, name: string, user: User, gaps: readonly Gap[]): void
}

interface Kept {
  readonly user: User
  readonly fields: ReadonlySet<string>
  readonly gaps: readonly Gap[]
  readonly at: number
}

/** Some two kilobytes each. */
const MOST_USERS = 5000

export interface UserCacheOptions {
  readonly isFresh: (scope: string, at: number) => boolean
  readonly mayServe: (source: CredentialSource) => boolean
  readonly now: () => number
}

export const createUserCache = ({ isFresh, mayServe, now }: UserCacheOptions): UserCache => {
  const users = new LRUCache<string, Kept>({ max: MOST_USERS })
  const nameOf = ({ source, by }: Omit<UserWish, 'name'>, name: string): string =>
    `${source.scope} ${by} ${name.toLowerCase()}`
  return {
    find: (wish) => {
      const kept = users.get(nameOf(wish, wish.name))
      if (kept === undefined || !isFresh(wish.source.scope, kept.at)) return undefined
      if (!mayServe(wish.source)) return undefined
      return wish.fields.every((field) => kept.fields.has(field)) ? kept : undefined
    },
    keep: (wish, name, user, gaps) => {
      users.set(nameOf(wish, name), { user, fields: new Set(wish.fields), gaps, at: now() })
    },
  }
}

export interface UsersOptions {
  readonly client: XClient
  readonly cache: UserCache
  readonly bill: Bill
  readonly operation: Operation
  /** Called for each field that was wanted and is missing. */
  readonly onGap: (gap: Gap) => void
}

export const createUsersLoader = ({
  client,
  cache,
  bill,
  operation,
  onGap,
}: UsersOptions): UsersLoader => {
  const { tally } = operation

  /** Of one credential, and all named in one way. */
  const ask = async (wishes: readonly UserWish[]): Promise<ReadonlyMap<string, LoadedUser>> => {
    const [{ source, by }] = wishes as [UserWish]
    const fields = [...new Set(wishes.flatMap((wish) => wish.fields))]
    const names = [...new Set(wishes.map(({ name }) => name))]
    const found = new Map<string, LoadedUser>()
    const parts = Array.from({ length: Math.ceil(names.length / MOST_IDS) }, (_, part) =>
      names.slice(part * MOST_IDS, (part + 1) * MOST_IDS),
    )
    await Promise.all(
      parts.map(async (part) => {
        try {
          if (!mayCall(operation.callLimit)) throw tooManyCalls(operation.callLimit)
          const asking = askingAs(source, operation)
          const looked = await operation.within(client.users(asking, by, part, fields))
          tally.usd += bill.chargeUsers(looked.envelope).usd
          const userOf = joinUsers(looked.envelope, by, part)
          for (const name of part) {
            const user = userOf(name)
            if (user instanceof GatewayError) found.set(name, user)
            else {
              const gaps = [...looked.gaps, ...user.gaps]
              found.set(name, user.value)
              for (const gap of gaps) onGap(gap)
              cache.keep({ source, by, fields }, name, user.value, gaps)
            }
          }
        } catch (error) {
          if (!(error instanceof GatewayError)) throw error
          for (const name of part) found.set(name, error)
        }
      }),
    )
    return found
  }

  const loader = new DataLoader<UserWish, LoadedUser>(
    async (wishes) => {
      const kept = wishes.map(cache.find)
      const groups = Map.groupBy(
        wishes.filter((_, index) => kept[index] === undefined),
        ({ source, by }) => `${source.scope} ${by}`,
      )
      const asked = new Map(
        await Promise.all([...groups].map(async ([key, each]) => [key, await ask(each)] as const)),
      )
      return wishes.map(({ source, by, name, fields }, index) => {
        const { user, at, gaps = [] } = kept[index] ?? {}
        if (at !== undefined) tally.oldest = Math.min(tally.oldest, at)
        for (const gap of gaps) if (fields.includes(gap.name)) onGap(gap)
        return user ?? asked.get(`${source.scope} ${by}`)?.get(name) ?? lost(name)
      })
    },
    { cache: false },
  )
  return {
    load: (wish) =>
      loader.load(wish).catch((error: unknown) => {
        if (error instanceof GatewayError) return error
        throw error
      }),
  }
}

/** Cannot be, as every name is answered. */
const lost = (name: string): GatewayError =>
  new GatewayError('UPSTREAM_INVALID_RESPONSE', `X’s answer says nothing of user ${name}.`)
