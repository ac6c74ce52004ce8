// Derives from the settings where data is stored, which keys are used, and who may use the account of the settings.

import type { Sandbox } from '../../sandbox/index.ts'
import type { ArchiveLocation } from '../archive/index.ts'
import type { AuthOptions } from '../auth/index.ts'
import type { StoreLocation } from '../auth/store/index.ts'
import type { Config, XKeys } from '../config/index.ts'
import { connectRedis, type Redis } from '../infra/redis.ts'

/** Without an API key, the sandbox's account is open to everybody, and a real account to this machine only. */
export const ownedFor = ({ x, gatewayKey, keysFile, local }: Config): AuthOptions['ownedFor'] => {
  if ((gatewayKey ?? keysFile) !== undefined) return 'nobody'
  if (x === undefined) return 'everybody'
  return local ? 'this machine' : 'nobody'
}

/** Accounts of the sandbox are stored in memory, because its tokens are valid only while it runs. */
export const accountsLocation = (
  { x, dataDir, accountsRedisUrl, gatewaySecrets: secrets }: Config,
  redis: Redis | undefined,
  directory: string | undefined,
): StoreLocation => {
  if (directory !== undefined) return { kind: 'directory', path: directory, secrets }
  if (x === undefined) return { kind: 'memory' }
  return redis === undefined
    ? { kind: 'directory', path: dataDir, secrets }
    : {
        kind: 'redis',
        redis,
        setting: accountsRedisUrl === undefined ? 'REDIS_URL' : 'ACCOUNTS_REDIS_URL',
        hasCache: accountsRedisUrl === undefined,
        secrets,
      }
}

/** The Redis of accounts and spend, for commands. Undefined without Redis. @throws RedisError */
export const openAccountsRedis = async ({
  redisUrl,
  accountsRedisUrl,
  redis: shared,
}: Config): Promise<Redis | undefined> => {
  const url = accountsRedisUrl ?? redisUrl
  const setting = accountsRedisUrl === undefined ? 'REDIS_URL' : 'ACCOUNTS_REDIS_URL'
  return url === undefined
    ? undefined
    : connectRedis(url, { ...shared, setting, strict: true, onEvent: () => {} })
}

export const archiveLocation = (
  { x, dataDir, archive }: Config,
  directory: string | undefined,
): ArchiveLocation => {
  if (archive?.postgres !== undefined) return { kind: 'postgres', ...archive.postgres }
  if (directory === undefined && x === undefined) return { kind: 'memory' }
  return { kind: 'directory', path: directory ?? dataDir }
}

/** The keys that the sandbox issues: an app's, and the token of its own account. */
export const sandboxKeys = (sandbox: Pick<Sandbox, 'credentials'> | undefined): XKeys => {
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
