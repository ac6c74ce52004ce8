// The trial of answers: a gateway is asked over HTTP, X's answers to it are changed, and what it makes of them must be
// true or a coded error. Now and then nothing is changed, and it must say what it always does.

import { isDeepStrictEqual } from 'node:util'

import { mutated, withOneSpoiled } from './answers-mutations.ts'
import { faultsOf, type GatewayAnswer, inventedIn, QUESTIONS, saidIn } from './answers-questions.ts'
import { createRandom, pick, type Random } from './answers-random.ts'
import { AT_ONCE, type Setup, setUp } from './answers-setup.ts'
import type { Encounter } from './answers-upstream.ts'
import type { WireAnswer } from './answers-wire.ts'

export interface TrialOptions {
  readonly count: number
  readonly seed: number
  /** The number of the first. */
  readonly first?: number
}

export interface Verdict {
  readonly trials: number
  /** Answers of X. */
  readonly answers: number
  /** Posts that were shown for all that. */
  readonly posts: number
  /** How often each code was said. */
  readonly codes: ReadonlyMap<string, number>
  /** The first thing that was wrong. */
  readonly wrong: (Ended & { readonly trial: number }) | undefined
}

interface Ended {
  readonly faults: readonly string[]
  readonly query: string
  readonly given: readonly WireAnswer[]
  readonly text: string
  readonly answer: GatewayAnswer
}

/** As often nothing is changed. */
const CONTROL_EVERY = 200

export const tryAnswers = async ({ count, seed, first = 0 }: TrialOptions): Promise<Verdict> => {
  await using setup = await setUp()
  const codes = new Map<string, number>()
  let answers = 0
  let posts = 0
  let wrong: Verdict['wrong']
  let next = first

  const tryOne = async (): Promise<void> => {
    const trial = next
    next += 1
    const question = questionOf(setup, seed, trial)
    const ended = await (trial % CONTROL_EVERY === 0 ? control : encounter)(setup, question)
    answers += ended.given.length
    posts += shownIn(ended.answer).filter((post) => post !== null).length
    for (const { extensions } of ended.answer.errors ?? []) {
      const code = extensions?.code ?? ''
      codes.set(code, (codes.get(code) ?? 0) + 1)
    }
    if (ended.faults.length > 0) wrong ??= { trial, ...ended }
  }
  const work = async (): Promise<void> => {
    while (next < first + count && wrong === undefined) await tryOne()
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return { trials: next - first, answers, posts, codes, wrong }
}

interface Question {
  readonly trial: number
  readonly random: Random
  readonly number: number
  readonly sandbox: Encounter['sandbox']
  /** What the world calls the posts. */
  readonly names: readonly string[]
  readonly ids: readonly string[]
  readonly newWords: boolean
  readonly token: string | undefined
}

/** The place of each trial's ids below their time. */
const MOST_IDS = 64
const LOW_BITS = 22n

const questionOf = (setup: Setup, seed: number, trial: number): Question => {
  const random = createRandom(Math.imul(seed, 0x9e3779b1) ^ trial)
  const names = pick(random, setup.lists)
  const ids = names.map((name, index) => {
    const low = BigInt.asUintN(22, BigInt(trial * MOST_IDS + index))
    return String(((BigInt(name) >> LOW_BITS) << LOW_BITS) | low)
  })
  return {
    trial,
    random,
    number: random(QUESTIONS.length),
    sandbox: pick(random, setup.sandboxes),
    names,
    ids,
    newWords: random(3) === 0,
    token: random(12) === 0 ? `token-${trial}` : undefined,
  }
}

/** Asks the question, and gives what came, with what is wrong about it whatever X has said. */
const askOnce = async (
  setup: Setup,
  ask: Setup['ask'],
  { number, sandbox, names, ids, newWords, token }: Omit<Question, 'random' | 'trial'>,
  change: Encounter['change'],
): Promise<Ended> => {
  const query = QUESTIONS[number] as string
  const given: WireAnswer[] = []
  const world = new Map(ids.map((id, index) => [id, names[index] as string]))
  const end = setup.upstream.meet({ sandbox, ids: world, newWords, change, given }, token)
  let text = ''
  try {
    text = await ask(query, ids, token)
    const answer = JSON.parse(text) as GatewayAnswer
    const faults = [...faultsOf(answer, ids)]
    // Most of what is shown came with the question's own answers; the rest was asked for by ids that these held.
    if (inventedIn(answer.data, saidIn(given.map(({ body }) => body))).length > 0) {
      const all = [...given.map(({ body }) => body), ...setup.upstream.strays]
      faults.push(...inventedIn(answer.data, saidIn(all)))
    }
    for (const error of setup.inside.splice(0)) {
      faults.push(error instanceof Error ? String(error.stack) : `inside: ${String(error)}`)
    }
    if (answer.errors?.some(({ extensions }) => extensions?.code === 'RATE_LIMITED')) {
      setup.passTime()
    }
    return { faults, query, given, text, answer }
  } catch (error) {
    return { faults: [String(error)], query, given, text, answer: {} }
  } finally {
    end()
  }
}

/** Told apart by what is asked, so that each is changed alike whichever comes first. */
const randomFor = (seed: number, key: string): Random => {
  let mixed = seed
  for (let index = 0; index < key.length; index++) {
    mixed = Math.imul(mixed ^ key.charCodeAt(index), 0x01000193)
  }
  return createRandom(mixed)
}

const encounter = async (setup: Setup, question: Question): Promise<Ended> => {
  const { random } = question
  const seed = random(2 ** 31)
  if (random(4) === 0 && question.number < NEIGHBOURLY) return besideOneSpoiled(setup, question)
  return askOnce(setup, setup.ask, question, (answer, key) => {
    const own = randomFor(seed, key)
    return own(4) === 0 ? answer : mutated(own, answer)
  })
}

/** Those that are one call. */
const NEIGHBOURLY = 4

/** What is wrong with one post costs no other. */
const besideOneSpoiled = async (setup: Setup, question: Question): Promise<Ended> => {
  let spoiled: string | undefined
  let twice = false
  const ended = await askOnce(setup, setup.ask, { ...question, token: undefined }, (answer) => {
    if (spoiled !== undefined || answer.status !== 200) return answer
    const changed = withOneSpoiled(question.random, answer)
    spoiled = changed.spoiled
    twice = changed.twice
    return changed.answer
  })
  if (twice || isRateLimited(ended)) return ended
  const usual = shownIn((await soundly(setup, question)).answer)
  const faults = shownIn(ended.answer).flatMap((post, index) => {
    const id = question.ids[index]
    return id === spoiled || isDeepStrictEqual(post, usual[index])
      ? []
      : [`${id} suffers from what was done to ${spoiled}: ${JSON.stringify(usual[index])}`]
  })
  return { ...ended, faults: [...ended.faults, ...faults] }
}

/** Nothing is changed, and a window's length after all that was. */
const control = async (setup: Setup, question: Question): Promise<Ended> => {
  const plain = { ...question, token: undefined }
  let ended: Ended
  let tries = 0
  do {
    setup.passTime()
    ended = await askOnce(setup, setup.ask, plain, (answer) => answer)
    tries += 1
    // Others may have used the window up in the meantime; but not again and again.
  } while (isRateLimited(ended) && tries < MOST_TRIES)
  const usual = await soundly(setup, question)
  return isDeepStrictEqual(ended.answer.data, usual.answer.data)
    ? ended
    : { ...ended, faults: [...ended.faults, `of others it is ${usual.text}`] }
}

const MOST_TRIES = 20

/** By a gateway that no changed answer ever meets. */
const soundly = (setup: Setup, question: Question): Promise<Ended> =>
  askOnce(setup, setup.askSound, { ...question, token: undefined }, (answer) => answer)

const isRateLimited = ({ answer }: Ended): boolean =>
  answer.errors?.some(({ extensions }) => extensions?.code === 'RATE_LIMITED') ?? false

const shownIn = ({ data }: GatewayAnswer): readonly unknown[] =>
  Array.isArray(data?.posts) ? data.posts : []
