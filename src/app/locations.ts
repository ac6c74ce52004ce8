// What follows from the settings, with or without an X: whose the private numbers of the settings' account are, with which
// keys X is asked, and where things are kept.

import type { Sandbox } from '../../sandbox/index.ts'
import type { ArchiveLocation } from '../archive/index.ts'
import type { AuthOptions } from '../auth/index.ts'
import type { StorePlace } from '../auth/store/index.ts'
import type { Config, XKeys } from '../config/index.ts'
import type { Redis } from '../infra/redis.ts'

/** Without a key: what is invented is for everybody, what is real for whoever sits at this machine. */
export const ownedFor = ({ x, gatewayKey, local }: Config): AuthOptions['ownedFor'] => {
  if (gatewayKey !== undefined) return 'nobody'
  if (x === undefined) return 'everybody'
  return local ? 'this machine' : 'nobody'
}

/** What the sandbox gives out ends with it, so nothing of it is kept. */
export const accountsPlaceOf = (
  { x, dataDir, gatewaySecrets: secrets }: Config,
  redis: Redis | undefined,
  given: string | undefined,
): StorePlace => {
  if (given !== undefined) return { kind: 'directory', path: given, secrets }
  if (x === undefined) return { kind: 'memory' }
  return redis === undefined
    ? { kind: 'directory', path: dataDir, secrets }
    : { kind: 'redis', redis, secrets }
}

export const archivePlaceOf = (
  { x, dataDir, archive }: Config,
  given: string | undefined,
): ArchiveLocation => {
  if (archive?.url !== undefined) return { kind: 'postgres', url: archive.url }
  if (given === undefined && x === undefined) return { kind: 'memory' }
  return { kind: 'directory', path: given ?? dataDir }
}

/** The sandbox hands out an app's keys, and the token of an account that it owns. */
export const keysOf = (sandbox: Pick<Sandbox, 'credentials'> | undefined): XKeys => {
  if (sandbox === undefined) return {}
  const { bearer, apiKey, apiKeySecret, accessToken, accessTokenSecret, clientId, clientSecret } =
    sandbox.credentials
  return {
    bearer,
    app: { key: apiKey, secret: apiKeySecret },
    owner: { token: accessToken, secret: accessTokenSecret },
    client: { id: clientId, secret: clientSecret },
  }
}
