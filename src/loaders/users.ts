// Users by id or by name: DataLoader collects what one request's fields want, a hundred of them are one call, and what
// X has said lately is not asked again.

import DataLoader from 'dataloader'
import { LRUCache } from 'lru-cache'

import type { CredentialSource } from '../auth/credentials.ts'
import { GatewayError } from '../errors.ts'
import type { NamedBy, XClient } from '../x/client.ts'
import { MOST_IDS } from '../x/fields.ts'
import type { Bill } from '../x/prices.ts'
import type { User } from '../x/types.ts'
import { joinUsers } from '../x/users.ts'
import { askingAs } from './asking.ts'
import type { Operation } from './operation.ts'

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
  keep(wish: Omit<UserWish, 'name'>, name: string, user: User): void
}

interface Kept {
  readonly user: User
  readonly fields: ReadonlySet<string>
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
    keep: (wish, name, user) => {
      users.set(nameOf(wish, name), { user, fields: new Set(wish.fields), at: now() })
    },
  }
}

export interface UsersOptions {
  readonly client: XClient
  readonly cache: UserCache
  readonly bill: Bill
  readonly operation: Operation
}

export const createUsersLoader = ({
  client,
  cache,
  bill,
  operation,
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
          const asking = askingAs(source, operation)
          const { envelope } = await operation.within(client.users(asking, by, part, fields))
          tally.usd += bill.chargeUsers(envelope).usd
          const userOf = joinUsers(envelope, by)
          for (const name of part) {
            const user = userOf(name)
            found.set(name, user)
            if (!(user instanceof GatewayError)) cache.keep({ source, by, fields }, name, user)
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
      return wishes.map(({ source, by, name }, index) => {
        const { user, at } = kept[index] ?? {}
        if (at !== undefined) tally.oldest = Math.min(tally.oldest, at)
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
