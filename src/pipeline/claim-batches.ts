// Combines what the concurrent requests of this process need into few script calls: one per turn of the event loop.

import type { ClaimReplies, ClaimReply, ClaimRequest } from '../infra/claim-store.ts'
import { fieldNamesOf } from '../plan/field-names.ts'
import { coversFieldSet, type FieldSet } from '../plan/field-set.ts'
import type { createChanges } from './changes.ts'

/** The need of a request for one entity. */
export interface Need {
  /** The key of the entity in Redis. */
  readonly key: string
  readonly fieldSet: FieldSet
  /** Values from before this time are not served. */
  readonly notBefore: number
  /** The claim of another gateway that was waited for. */
  readonly awaited?: string
}

export type Answer =
  | Exclude<ClaimReply, { kind: 'elsewhere' }>
  | {
      readonly kind: 'elsewhere'
      readonly token: string
      /** Resolves when asking again may give another answer. */
      readonly changed: Promise<void>
    }

interface Question {
  readonly need: Need
  readonly batch: Batch
  answer: Answer
  /** Whether a publication of the entity came before the answer, which may therefore be outdated. */
  changed: boolean
}

interface Batch {
  readonly questions: Question[]
  answered: Promise<void>
}

export interface ClaimBatchesOptions {
  /** Asks Redis. Undefined when it is slow or gone: the process claims everything. */
  readonly send: (
    token: string,
    requests: readonly ClaimRequest[],
  ) => Promise<ClaimReplies | undefined>
  readonly changes: Pick<ReturnType<typeof createChanges>, 'next'>
  readonly onClaimed: (need: Need, token: string) => void
  readonly processId: string
}

/** Bounds the time that one script occupies Redis. */
const MAX_BATCH = 500

export const CLAIMED: Answer = { kind: 'claimed' }

export const createClaimBatches = ({
  send,
  changes,
  onClaimed,
  processId,
}: ClaimBatchesOptions) => {
  const unanswered = new Map<string, Question[]>()
  let open: Batch | undefined
  let sent = 0

  const openBatch = (): Batch => {
    if (open !== undefined && open.questions.length < MAX_BATCH) return open
    const batch: Batch = { questions: [], answered: Promise.resolve() }
    batch.answered = sendSoon(batch)
    open = batch
    return batch
  }

  const sendSoon = async (batch: Batch): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve))
    if (open === batch) open = undefined
    sent += 1
    const token = `${processId}.${sent}`
    const requests = batch.questions.map(({ need: { fieldSet, ...need } }) => ({
      ...need,
      fields: fieldNamesOf(fieldSet),
    }))
    try {
      answer(batch, token, (await send(token, requests))?.replies)
    } finally {
      for (const question of batch.questions) removeFrom(unanswered, question.need.key, question)
    }
  }

  const answer = (
    { questions }: Batch,
    token: string,
    replies: readonly ClaimReply[] | undefined,
  ): void => {
    const elsewhere = new Map<string, { readonly questions: Question[]; readonly leftMs: number }>()
    for (const [index, question] of questions.entries()) {
      const reply = replies?.[index] ?? { kind: 'claimed' }
      if (reply.kind === 'elsewhere') {
        const group = elsewhere.get(reply.token) ?? { questions: [], leftMs: reply.leftMs }
        elsewhere.set(reply.token, group)
        group.questions.push(question)
      } else {
        question.answer = reply
        if (reply.kind === 'claimed') onClaimed(question.need, token)
      }
    }
    for (const [holder, group] of elsewhere) {
      const changed = group.questions.some((question) => question.changed)
        ? Promise.resolve()
        : changes.next(
            group.questions.map(({ need }) => need.key),
            // The lease has ended one millisecond later.
            group.leftMs + 1,
          )
      for (const question of group.questions) {
        question.answer = { kind: 'elsewhere', token: holder, changed }
      }
    }
  }

  return {
    ask: (need: Need): Question => {
      const known = unanswered.get(need.key)?.find((question) => serves(question, need))
      if (known !== undefined) return known
      const batch = openBatch()
      const question = { need, batch, answer: CLAIMED, changed: false }
      batch.questions.push(question)
      addTo(unanswered, need.key, question)
      return question
    },
    /** Answers that are under way may be outdated. */
    noteChanges: (keys: readonly string[]): void => {
      for (const key of keys) {
        for (const question of unanswered.get(key) ?? []) question.changed = true
      }
    },
  }
}

const serves = ({ need: asked }: Question, need: Need): boolean =>
  asked.awaited === need.awaited &&
  asked.notBefore >= need.notBefore &&
  coversFieldSet(asked.fieldSet, need.fieldSet)

export const addTo = <T>(lists: Map<string, T[]>, key: string, item: T): void => {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [item])
  else list.push(item)
}

export const removeFrom = <T>(lists: Map<string, T[]>, key: string, item: T): void => {
  const left = lists.get(key)?.filter((each) => each !== item) ?? []
  if (left.length === 0) lists.delete(key)
  else lists.set(key, left)
}
