// The store of entities and claims that gateways share, in Redis. Each operation is one script call, so that no two gateways
// get the same claim. A slow or unreachable Redis is no error: see `createBestEffort`.

import { createHash, randomUUID } from 'node:crypto'

import { SCRIPTS } from './claim-scripts.ts'
import { channelOf, type PubSub } from './pub-sub.ts'
import type { Redis } from './redis.ts'
import { bytesOfValue } from './redis-memory.ts'
import { createBestEffort } from './shared-cache.ts'

/** The request of a gateway to claim one entity. */
export interface ClaimRequest {
  readonly key: string
  /** The names of the fields, separated by spaces. */
  readonly fields: string
  /** Values from before this time are not served. */
  readonly notBefore: number
  /** The claim of another gateway that was waited for. Its result is served, whatever it is. */
  readonly awaited?: string
}

export type ClaimReply =
  /** A stored value. */
  | { readonly kind: 'value'; readonly at: number; readonly text: string }
  /** The result of the claim that was waited for. */
  | { readonly kind: 'result'; readonly at: number; readonly text: string }
  /** The entity is to be requested from X by this gateway. */
  | { readonly kind: 'claimed' }
  /** Another gateway has the claim `token`, whose lease ends after so many milliseconds unless it is renewed. */
  | { readonly kind: 'elsewhere'; readonly token: string; readonly leftMs: number }

export interface ClaimReplies {
  readonly replies: readonly ClaimReply[]
  /** The number of gateways that have recently claimed anything. */
  readonly gateways: number
}

export interface Publication {
  readonly key: string
  /** The claims that end. */
  readonly tokens: readonly string[]
  /** Undefined if the claims are released without a result. */
  readonly text: string | undefined
  /** The names of the fields that the value has, or one of the following. */
  readonly fields: string
  /** When X sent it. */
  readonly at: number
  readonly lifeMs: number
}

/** An absence serves every request. */
export const ABSENT = '*'
/** Only gateways that waited for the result may read it. */
export const FOR_WAITERS = ''
/** A failure for gateways that waited. It is stored for a refused credential too. */
export const FAILURE = '!'

export interface ClaimStore {
  /** Undefined when Redis is slow or gone. */
  claim(
    token: string,
    requests: readonly ClaimRequest[],
    now: number,
  ): Promise<ClaimReplies | undefined>
  /** Stores results, ends claims and wakes waiting gateways. @param credentialId of private results */
  publish(publications: readonly Publication[], credentialId: string | undefined): void
  renew(claims: readonly { readonly key: string; readonly token: string }[]): void
  /** Deletes what was read with a credential, and refuses to store more of it for a minute. */
  erase(credentialId: string): void
  /** Calls the listener with the keys of each publication. */
  onPublication(listener: (keys: readonly string[]) => void): void
  /** Calls the listener when the connection is lost, and when it is restored. */
  onConnection(listener: (connected: boolean) => void): void
}

export const LEASE_MS = 2000

const REFUSED_FOR_MS = 60_000

export const CLAIMS_TOPIC = 'claims'

const createKeys = ({ prefix }: Redis) => ({
  gateways: `${prefix}gateways`,
  entity: (key: string): string => `${prefix}entity:${key}`,
  /** The index of what was read with a credential, and the mark of its refusal. */
  credential: (id: string): string[] => [`${prefix}entities:${id}`, `${prefix}refused:${id}`],
})

const HASHES = Object.fromEntries(
  Object.entries(SCRIPTS).map(([name, text]) => [
    name,
    createHash('sha1').update(text).digest('hex'),
  ]),
)

/** Returns the function that runs a script. Resolves to undefined when Redis is slow or gone. */
const createRun = (redis: Redis, timeoutMs: number | undefined) => {
  const bestEffort = createBestEffort(redis, 'share entities', timeoutMs)
  return (name: keyof typeof SCRIPTS, keys: string[], args: string[]): Promise<unknown> =>
    bestEffort(async (client) => {
      const options = { keys, arguments: args }
      try {
        return await client.evalSha(HASHES[name] ?? '', options)
      } catch (error) {
        // A restarted Redis has no scripts.
        if (!String(error).includes('NOSCRIPT')) throw error
        return client.eval(SCRIPTS[name], options)
      }
    })
}

export const createClaimStore = (redis: Redis, pubSub: PubSub, timeoutMs?: number): ClaimStore => {
  const run = createRun(redis, timeoutMs)
  const keysOf = createKeys(redis)
  const processId = randomUUID()
  return {
    claim: async (token, requests, now) => {
      const keys = [...requests.map(({ key }) => keysOf.entity(key)), keysOf.gateways]
      const times = [String(LEASE_MS), String(now)]
      const reply = await run('claim', keys, [processId, token, ...times, ...claimArgs(requests)])
      return Array.isArray(reply) ? readReplies(reply, requests.length) : undefined
    },
    publish: (results, credentialId) => {
      if (results.length === 0) return
      const bytes = results.reduce((sum, { text = '' }) => sum + bytesOfValue(text), 0)
      // Without room the claims are released, and waiting gateways request the entities from X themselves.
      const publications = redis.hasRoom(bytes)
        ? results
        : results.map((result) => ({ ...result, text: undefined }))
      const keys = publications.map(({ key }) => key)
      void run(
        'publish',
        [
          ...keys.map(keysOf.entity),
          ...(credentialId === undefined ? [] : keysOf.credential(credentialId)),
        ],
        [
          channelOf(redis, CLAIMS_TOPIC),
          JSON.stringify(keys),
          String(publications.length),
          ...publications.flatMap(publicationArgs),
        ],
      )
    },
    renew: (claims) => {
      const keys = claims.map(({ key }) => keysOf.entity(key))
      void run('renew', keys, [String(LEASE_MS), ...claims.map(({ token }) => token)])
    },
    erase: (credentialId) =>
      void run('erase', keysOf.credential(credentialId), [String(REFUSED_FOR_MS)]),
    onPublication: (listener) => pubSub.subscribe((message) => listener(JSON.parse(message))),
    onConnection: (listener) => {
      pubSub.onDisconnect?.(() => listener(false))
      pubSub.onReconnect?.(() => listener(true))
    },
  }
}

/** Most requests of a batch have the same field set, which is sent once. */
const claimArgs = (requests: readonly ClaimRequest[]): string[] => {
  const fieldSets = [...new Set(requests.map(({ fields }) => fields))]
  const places = new Map(fieldSets.map((fields, index) => [fields, String(index + 1)]))
  return [
    String(fieldSets.length),
    ...fieldSets,
    ...requests.flatMap(({ fields, notBefore, awaited = '' }) => [
      places.get(fields) ?? '',
      String(notBefore),
      awaited,
    ]),
  ]
}

const publicationArgs = (publication: Publication): string[] => {
  const { tokens, fields, at, lifeMs, text = '' } = publication
  return [tokens.join(' '), fields, String(at), String(lifeMs), String(at + lifeMs), text]
}

const readReplies = (reply: readonly unknown[], count: number): ClaimReplies => ({
  gateways: Number(reply[0]),
  replies: Array.from({ length: count }, (_, index) => {
    const [kind, number, text] = reply.slice(1 + index * 3, 4 + index * 3).map(String)
    return readReply(kind, Number(number), text ?? '')
  }),
})

const readReply = (kind: string | undefined, number: number, text: string): ClaimReply => {
  switch (kind) {
    case 'value':
    case 'result':
      return { kind, at: number, text }
    case 'elsewhere':
      return { kind, token: text, leftMs: number }
    default:
      return { kind: 'claimed' }
  }
}
