// Secrets from files are read again when the files change, and used without a restart.

import { isDeepStrictEqual } from 'node:util'

import type { Auth } from '../auth/index.ts'
import type { ApiKeys } from '../auth/keys/api-keys.ts'
import type { Config } from '../config/index.ts'
import type { Schedule } from '../infra/clock.ts'
import { messageOf, StoreError } from '../infra/errors.ts'
import { watchFile } from '../infra/watched-file.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { GatewayOptions } from './options.ts'

export interface SecretUsers {
  readonly apiKeys: Pick<ApiKeys, 'replaceGatewayKey'>
  readonly auth: Pick<Auth, 'replaceKeys'>
  /** Called when changed secrets are used, or with the mistake because of which they are not. */
  readonly onSecrets: (mistake: string | undefined) => void
  readonly schedule: Schedule
}

/** Files that belong together, such as a key and its secret, are replaced within this time. */
const SETTLE_MS = 500

/** Watches the files until the gateway closes. @throws StoreError */
export const watchSecrets = async (
  { config, reread }: Pick<GatewayOptions, 'config' | 'reread'>,
  users: SecretUsers,
  lifecycle: Pick<Lifecycle, 'onClose'>,
): Promise<void> => {
  if (reread === undefined || config.secretFiles.length === 0) return
  const { schedule, onSecrets } = users
  let present = config
  const apply = (): void => {
    try {
      const next = reread()
      replaceSecrets(present, next, users)
      present = next
    } catch (error) {
      onSecrets(messageOf(error))
    }
  }
  let cancel = (): void => {}
  const onChange = (): void => {
    cancel()
    cancel = schedule(apply, SETTLE_MS)
  }
  const watched = await Promise.all(
    config.secretFiles.map((path) => watchFile(path, { schedule, onChange })),
  ).catch((error: unknown) => {
    throw new StoreError(`A file with a secret cannot be read: ${messageOf(error)}`)
  })
  // A file may have changed since the settings were read.
  onChange()
  lifecycle.onClose(async () => {
    cancel()
    for (const file of watched) file.close()
  })
}

const replaceSecrets = (
  before: Config,
  { x, gatewayKey, ...next }: Config,
  { apiKeys, auth, onSecrets }: SecretUsers,
): void => {
  const hasNewKeys = !isDeepStrictEqual(before.x, x)
  if (hasNewKeys && x !== undefined) auth.replaceKeys(x)
  const hasNewKey = gatewayKey !== before.gatewayKey
  if (hasNewKey && gatewayKey !== undefined) apiKeys.replaceGatewayKey(gatewayKey)
  if (hasNewKeys || hasNewKey) onSecrets(undefined)
  const readOnce = [
    ['GATEWAY_SECRET', before.gatewaySecrets.join(), next.gatewaySecrets.join()],
    ['REDIS_URL', before.redisUrl, next.redisUrl],
    ['ACCOUNTS_REDIS_URL', before.accountsRedisUrl, next.accountsRedisUrl],
    ['ARCHIVE_URL', before.archive?.postgres?.url, next.archive?.postgres?.url],
  ] as const
  for (const [name, old, other] of readOnce) {
    if (old !== other) onSecrets(`${name} is read at the start only. Restart the gateway.`)
  }
}
