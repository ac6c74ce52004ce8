// Counters in Redis, which several machines share, and lists of what X has billed on a day.

import type { Redis } from '../infra/redis.ts'
import type { CounterStore } from './counters.ts'

const TIMEOUT_MS = 500

const DAY_SECONDS = 86_400

/** Lists of billed ids that are read at once. */
const PAGE = 50

/** KEYS: the counters. ARGV: the amount, then limit (or -1) and expiry in seconds of each. Returns position or 0, and the values. */
const RESERVE = `
local values = redis.call('MGET', unpack(KEYS))
for i = 1, #KEYS do
  values[i] = tonumber(values[i] or '0')
  local limit = tonumber(ARGV[i * 2])
  if limit >= 0 and values[i] + tonumber(ARGV[1]) > limit then
    for rest = i + 1, #KEYS do values[rest] = tonumber(values[rest] or '0') end
    return { i, unpack(values) }
  end
end
for i = 1, #KEYS do
  redis.call('INCRBY', KEYS[i], ARGV[1])
  redis.call('EXPIREAT', KEYS[i], ARGV[i * 2 + 1])
end
return { 0, unpack(values) }
`

export const createRedisCounters = ({ run, prefix }: Redis): CounterStore => ({
  prepaidShare: 0.01,
  add: (counters, micros) =>
    run('reserve spend', TIMEOUT_MS, async (client) => {
      const reply = await client.eval(RESERVE, {
        keys: counters.map(({ key }) => `${prefix}spend:${key}`),
        arguments: [
          String(micros),
          ...counters.flatMap(({ limit = -1, until }) => [
            String(limit),
            String(Math.ceil(until / 1000)),
          ]),
        ],
      })
      const [position = 0, ...values] = Array.isArray(reply) ? reply.map(Number) : []
      return { values, exceeded: position === 0 ? undefined : position - 1 }
    }),
  addBilled: ({ day, ...ids }) =>
    run('store what X has billed', TIMEOUT_MS, async (client) => {
      const key = `${prefix}billed:${day}`
      await client.multi().rPush(key, JSON.stringify(ids)).expire(key, DAY_SECONDS).exec()
    }),
  billedOn: async function* (day) {
    for (let from = 0; ; from += PAGE) {
      const texts = await run('read what X has billed', TIMEOUT_MS, (client) =>
        client.lRange(`${prefix}billed:${day}`, from, from + PAGE - 1),
      )
      for (const text of texts) yield { day, ...JSON.parse(text) }
      if (texts.length < PAGE) return
    }
  },
  close: async () => {},
})
