// The format of KEYS_FILE. It contains hashes only: keys are shown once, when they are created.

import { z } from 'zod'

import { type ApiKey, GRANTS, PUBLISHABLE_GRANTS } from './api-key.ts'

/** More keys than this make each reload slow. */
const MAX_KEYS = 1000

const usd = z.number().positive().max(1_000_000)

const keyEntry = z.strictObject({
  name: z
    .string()
    .regex(/^[\w.-]{1,64}$/, 'must be 1 to 64 letters, digits, dots, dashes or underscores')
    .describe('Shown in the log, metrics and traces. Keys of one name share their limits.'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits')
    .describe('The SHA-256 hash of the key, in hexadecimal digits.'),
  grants: z.array(z.enum(GRANTS)).min(1).describe('What callers with the key may use.'),
  origins: z
    .array(
      z.string().refine((text) => URL.parse(text)?.origin === text, {
        error: 'must be origins such as https://app.example',
      }),
    )
    .min(1)
    .optional()
    .describe(
      `The origins whose pages may use the key. Makes it a publishable key, which grants ${PUBLISHABLE_GRANTS.join(' and ')} only.`,
    ),
  dailyUsd: usd.optional().describe('The most that the key may spend in one UTC day.'),
  monthlyUsd: usd.optional().describe('The most that the key may spend in one UTC month.'),
  perMinute: z.int().positive().optional().describe('The most requests in one minute.'),
  expiresAt: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('The key is refused from then on.'),
})

export const keysFile = z.strictObject({
  $schema: z.string().optional(),
  keys: z.array(keyEntry).max(MAX_KEYS),
})

export type KeyEntry = z.infer<typeof keyEntry>

/** Names every mistake in a keys file. */
export class KeysFileError extends Error {
  override readonly name = 'KeysFileError'
}

/** @throws KeysFileError */
export const parseKeysFile = (text: string): readonly KeyEntry[] => {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw new KeysFileError('It is not JSON.')
  }
  const parsed = keysFile.safeParse(json)
  if (!parsed.success) {
    const mistakes = parsed.error.issues.map(
      ({ path, message }) => `${path.join('.') || 'the file'}: ${message}`,
    )
    throw new KeysFileError(`${mistakes.join('; ')}.`)
  }
  const { keys } = parsed.data
  const mistakes = [...findDuplicates(keys), ...findUnpublishable(keys)]
  if (mistakes.length > 0) throw new KeysFileError(mistakes.join(' '))
  return keys
}

/** Two entries of one name must agree, because limits are counted by name. */
const findDuplicates = (keys: readonly KeyEntry[]): string[] => {
  const hashes = new Set<string>()
  const rightsByName = new Map<string, string>()
  return keys.flatMap((key) => {
    const rights = rightsOf(key)
    const known = rightsByName.get(key.name) ?? rights
    rightsByName.set(key.name, known)
    const mistakes: string[] = []
    if (hashes.has(key.sha256)) mistakes.push(`Two entries have the hash of "${key.name}".`)
    if (known !== rights)
      mistakes.push(`The entries of "${key.name}" differ in more than hash and expiry.`)
    hashes.add(key.sha256)
    return mistakes
  })
}

const rightsOf = ({ grants, origins, dailyUsd, monthlyUsd, perMinute }: KeyEntry): string =>
  JSON.stringify([
    [...grants].sort(),
    origins && [...origins].sort(),
    dailyUsd,
    monthlyUsd,
    perMinute,
  ])

const findUnpublishable = (keys: readonly KeyEntry[]): string[] =>
  keys.flatMap(({ name, origins, grants }) => {
    const refused = grants.filter((grant) => !PUBLISHABLE_GRANTS.includes(grant))
    return origins === undefined || refused.length === 0
      ? []
      : [
          `"${name}" has origins, so everyone can read it, and must not grant ${refused.join(', ')}.`,
        ]
  })

export const apiKeyOf = ({ name, grants, origins, expiresAt, ...limits }: KeyEntry): ApiKey => ({
  name,
  grants: new Set(grants),
  origins: origins && new Set(origins),
  dailyUsd: limits.dailyUsd,
  monthlyUsd: limits.monthlyUsd,
  perMinute: limits.perMinute,
  expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt),
})
