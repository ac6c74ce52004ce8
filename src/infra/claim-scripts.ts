// The Lua scripts of the claims. One entity is one Redis hash, whose fields are:
//
//   =<names>   a value with these fields: when X sent it, when it expires, its text
//   !<token>   a claim: when its lease ends, and the fields that it will bring
//   ?<token>   the result of a claim, for gateways that waited for it: when it expires, its text
//
// Leases are measured by Redis's clock, and values by the clocks of the gateways.

/** Values of one entity with different fields. */
const MAX_VALUES = 4

/** The time for which waiting gateways can read a result. */
const RESULT_MS = 5000

/** A gateway counts for this long after its last script. */
const GATEWAY_MS = 10_000

const PRELUDE = `
local time = redis.call('TIME')
local clock = time[1] * 1000 + math.floor(time[2] / 1000)
local function text(number) return string.format('%.0f', number) end
local function extend(key, ms)
  if redis.call('PTTL', key) < ms then redis.call('PEXPIRE', key, ms) end
end
local known = {}
local function covers(held, needed)
  if held == needed or held == '*' then return true end
  if needed == '*' then return false end
  local answers = known[held] or {}
  known[held] = answers
  if answers[needed] == nil then
    local padded = ' ' .. held .. ' '
    answers[needed] = true
    for name in string.gmatch(needed, '%S+') do
      if not string.find(padded, ' ' .. name .. ' ', 1, true) then
        answers[needed] = false
        break
      end
    end
  end
  return answers[needed]
end
`

/**
 * KEYS: the entities, and the set of gateways. ARGV: process, token, lease, the gateways' time, the number of field sets
 * and the field sets, and for each entity its field set, the age limit and the claim that was waited for.
 * Replies with the number of gateways, and for each entity its kind, a number and a text.
 */
const CLAIM = `${PRELUDE}
local process, token, lease, now, sets = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])

local function answer(key, needed, notBefore, awaited)
  if awaited ~= '' then
    local found = redis.call('HGET', key, '?' .. awaited)
    if found then
      local at, value = string.match(found, '^%d+ (%d+) (.*)$')
      return 'result', at, value
    end
  end
  local holder, left
  for _, field in ipairs(redis.call('HKEYS', key)) do
    local kind, name = string.sub(field, 1, 1), string.sub(field, 2)
    if kind == '=' and covers(name, needed) then
      local at, ends, value = string.match(redis.call('HGET', key, field), '^(%d+) (%d+) (.*)$')
      if tonumber(at) >= notBefore and now < tonumber(ends) then return 'value', at, value end
    elseif kind == '!' then
      local ends, names = string.match(redis.call('HGET', key, field), '^(%d+) (.*)$')
      if tonumber(ends) <= clock then
        redis.call('HDEL', key, field)
      elseif covers(names, needed) then
        holder, left = name, text(tonumber(ends) - clock)
      end
    end
  end
  if holder then return 'elsewhere', left, holder end
  redis.call('HSET', key, '!' .. token, text(clock + lease) .. ' ' .. needed)
  extend(key, lease)
  return 'claimed', '0', ''
end

local gateways = KEYS[#KEYS]
redis.call('ZADD', gateways, clock, process)
redis.call('ZREMRANGEBYSCORE', gateways, '-inf', clock - ${GATEWAY_MS})
redis.call('PEXPIRE', gateways, ${GATEWAY_MS})
local replies = { redis.call('ZCARD', gateways) }
for index = 1, #KEYS - 1 do
  local first = 5 + sets + (index - 1) * 3
  local kind, number, value =
    answer(KEYS[index], ARGV[5 + tonumber(ARGV[first + 1])], tonumber(ARGV[first + 2]), ARGV[first + 3])
  table.insert(replies, kind)
  table.insert(replies, number)
  table.insert(replies, value)
end
return replies
`

/**
 * KEYS: the entities; for private ones also the index of the credential, and the mark of its refusal. ARGV: the channel,
 * the message, the number of entities, and for each entity the claims that end, the fields (empty: for waiters only, "!": a
 * failure, for waiters only), when X sent it, its lifetime, when it expires by the gateways' clock, and its text (empty: the
 * claims are released).
 */
const PUBLISH = `${PRELUDE}
local entities = tonumber(ARGV[3])
local index, refusal = KEYS[entities + 1], KEYS[entities + 2]
local refused = refusal and redis.call('EXISTS', refusal) == 1

local function purge(key, fields)
  local values = 0
  for _, field in ipairs(redis.call('HKEYS', key)) do
    local kind, name = string.sub(field, 1, 1), string.sub(field, 2)
    if kind == '?' then
      local ends = string.match(redis.call('HGET', key, field), '^(%d+)')
      if tonumber(ends) <= clock then redis.call('HDEL', key, field) end
    elseif kind == '=' and fields then
      values = values + 1
      if name == '*' or covers(fields, name) or values >= ${MAX_VALUES} then redis.call('HDEL', key, field) end
    end
  end
end

for number = 1, entities do
  local key, first = KEYS[number], 3 + (number - 1) * 6
  local tokens, fields, at, life, ends, value =
    ARGV[first + 1], ARGV[first + 2], ARGV[first + 3], tonumber(ARGV[first + 4]), ARGV[first + 5], ARGV[first + 6]
  local stores = value ~= '' and (fields == '!' or not refused)
  if fields == '' or fields == '!' then fields = nil end
  if stores then purge(key, fields) end
  if stores and fields then
    redis.call('HSET', key, '=' .. fields, at .. ' ' .. ends .. ' ' .. value)
    extend(key, life)
  end
  for token in string.gmatch(tokens, '%S+') do
    redis.call('HDEL', key, '!' .. token)
    if stores and not fields then
      redis.call('HSET', key, '?' .. token, text(clock + ${RESULT_MS}) .. ' ' .. at .. ' ' .. value)
      extend(key, ${RESULT_MS})
    end
  end
  if stores and index then
    local longest = math.max(life, ${RESULT_MS})
    redis.call('ZADD', index, clock + longest, key)
    redis.call('ZREMRANGEBYSCORE', index, '-inf', clock)
    extend(index, longest)
  end
end
redis.call('PUBLISH', ARGV[1], ARGV[2])
`

/** KEYS: the entities. ARGV: the lease, and the claim of each. */
const RENEW = `${PRELUDE}
local lease = tonumber(ARGV[1])
for index, key in ipairs(KEYS) do
  local field = '!' .. ARGV[index + 1]
  local claim = redis.call('HGET', key, field)
  if claim then
    redis.call('HSET', key, field, text(clock + lease) .. ' ' .. string.match(claim, '^%d+ (.*)$'))
    extend(key, lease)
  end
end
`

/** KEYS: the index of a credential, and the mark of its refusal. ARGV: how long its values are not stored. */
const ERASE = `
for _, key in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do redis.call('UNLINK', key) end
redis.call('UNLINK', KEYS[1])
redis.call('SET', KEYS[2], '1', 'PX', ARGV[1])
`

export const SCRIPTS = { claim: CLAIM, publish: PUBLISH, renew: RENEW, erase: ERASE } as const
