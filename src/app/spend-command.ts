// The command that prints what was spent, by payer.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { GATEWAY_KEY } from '../auth/keys/api-key.ts'
import { apiKeyOf, KeysFileError, parseKeysFile } from '../auth/keys/keys-file.ts'
import type { Config } from '../config/index.ts'
import { createClock } from '../infra/clock.ts'
import { messageOf, StoreError } from '../infra/errors.ts'
import { createPayers, limitOfKey, limitsIn, SPEND_FILE } from '../money/payers.ts'
import type { SpendLimit, SpendState } from '../money/spend.ts'
import { openAccountsRedis } from './locations.ts'
import { tableOf } from './table.ts'

/** @throws StoreError or RedisError */
export const spendTable = async (config: Config, wall = Date.now): Promise<string> => {
  if (config.x === undefined) {
    throw new StoreError('The sandbox is free, and its invented dollars end with the gateway.')
  }
  const { dataDir, redisUrl } = config
  if (redisUrl === undefined && !existsSync(join(dataDir, SPEND_FILE))) {
    throw new StoreError(`Nothing was spent yet: ${join(dataDir, SPEND_FILE)} does not exist.`)
  }
  const redis = await openAccountsRedis(config)
  const clock = createClock(wall)
  const { spend } = createPayers({ config, redis, dataDir, clock, onSpendWarning: () => {} })
  try {
    return tableText(await Promise.all(payersOf(config).map((limit) => spend.read(limit))))
  } catch (error) {
    throw new StoreError(`What was spent cannot be read (${messageOf(error)}).`)
  } finally {
    await spend.close()
    await redis?.close()
  }
}

const payersOf = (config: Config): readonly SpendLimit[] => {
  const keys = [
    ...(config.gatewayKey === undefined ? [] : [GATEWAY_KEY]),
    ...(config.keysFile === undefined ? [] : readKeys(config.keysFile)),
  ]
  const limits = keys.map((key) => [key.name, limitOfKey(key)] as const)
  return [...Object.values(limitsIn(config)), ...new Map(limits).values()]
}

const readKeys = (file: string) => {
  try {
    return parseKeysFile(readFileSync(file, 'utf8')).map(apiKeyOf)
  } catch (error) {
    const why = error instanceof KeysFileError ? error.message : messageOf(error)
    throw new StoreError(`KEYS_FILE ${file} cannot be used: ${why}`)
  }
}

const tableText = (states: readonly SpendState[]): string => {
  const rows = states.map(({ limit, todayUsd, monthUsd }) => [
    limit.payer,
    usd(todayUsd),
    limit.dailyUsd === undefined ? '–' : usd(limit.dailyUsd),
    usd(monthUsd),
    limit.monthlyUsd === undefined ? '–' : usd(limit.monthlyUsd),
  ])
  const [first] = states
  const resets = [first?.dayResetsAt, first?.monthResetsAt].map((time) => time?.toISOString())
  return `${tableOf([['PAYER', 'TODAY', 'LIMIT', 'THIS MONTH', 'LIMIT'], ...rows])}
The day ends at ${resets[0]}, the month at ${resets[1]}.
`
}

const usd = (amount: number): string => `$${amount.toFixed(3)}`
