// Counts the posts, users and timelines that a selection can load at most of parents that are not known yet, by the needs of
// its fields.

import { getNamedType } from 'graphql'

import { costWith, timesOf } from '../../execution/cost.ts'
import type { VariableValues } from '../../execution/writing.ts'
import { covers, type FieldSet } from '../../plan/field-set.ts'
import { canBeIncludedBy, type Plan, planOfField } from '../../plan/plan.ts'
import { fieldsBelow, type SelectedField } from '../../plan/selection.ts'
import type { PostExpansion } from '../../x/fields.ts'

/** Posts that a field loads by their ids, together with others. */
export interface Load {
  /** Undefined for a plan that no selection has. */
  readonly field: SelectedField | undefined
  readonly plan: Plan
  readonly count: number
}

/** Timelines that a field reads, one after another. */
export interface TimelineLoad {
  readonly field: SelectedField
  readonly plan: Plan
  /** The number of users. */
  readonly users: number
  /** The number of posts of each one. */
  readonly count: number
}

/** Users that X may leave out of an answer, so that they are loaded on their own. */
export interface UserLoad {
  readonly field: SelectedField
  readonly count: number
  /** Whether they are counted with the posts that mention them. */
  readonly isCounted: boolean
}

/** Everything that fields load when their parents were loaded at the same time. */
export interface Below {
  readonly posts: Load[]
  readonly timelines: TimelineLoad[]
  readonly users: UserLoad[]
  /** Whether something is read from the archive. */
  isArchived: boolean
}

/** The fields of the call that brings a post, which may bring posts that it refers to. */
export type Carried = FieldSet | undefined

export const nothingBelow = (): Below => ({
  posts: [],
  timelines: [],
  users: [],
  isArchived: false,
})

/** Objects that are loaded at the same time. */
export interface LoadedObjects {
  /** The selected fields of the objects. */
  readonly fields: readonly SelectedField[]
  readonly count: number
  /** Undefined for objects that are no posts, or posts that bring no others. */
  readonly carried: Carried
}

/** Adds what the fields of objects load. */
export const addBelow = (
  { fields, count, carried }: LoadedObjects,
  below: Below,
  variables: VariableValues,
): void => {
  for (const field of fields) {
    const { needs = {} } = field.field.extensions
    const times = Math.max(0, costWith(timesOf(field), variables))
    const n = count * times
    const next = (under: Carried): void =>
      addBelow({ fields: fieldsBelow(field), count: n, carried: under }, below, variables)
    below.isArchived ||= needs.archive !== undefined
    if (needs.timeline) {
      below.timelines.push({ field, plan: planOfField(field), users: count, count: times })
    } else if (needs.post !== undefined) {
      const plan = planOfField(field)
      if (needs.post === 'referenced' && comesWith(carried, plan, needs.via)) next(undefined)
      else below.posts.push({ field, plan, count: n })
    } else if (needs.userLookup) {
      below.users.push({ field, count: n, isCounted: false })
    } else {
      // X sends the ids of mentioned users.
      if (needs.expand === MENTIONS && planOfField(field).user.size > 0) {
        below.users.push({ field, count: n, isCounted: carried !== undefined })
      }
      next(isUser(field) ? undefined : carried)
    }
  }
}

/** X leaves out mentions beyond the first 280 characters. Authors and users replied to always come with their post. */
const MENTIONS = 'entities.mentions.username'

const comesWith = (
  carried: Carried,
  plan: Plan,
  via: PostExpansion = 'referenced_tweets.id',
): boolean =>
  carried?.included !== undefined &&
  carried.expansions.has(via) &&
  canBeIncludedBy(via, plan) &&
  covers(carried.included, plan)

export const isUser = ({ field }: SelectedField): boolean =>
  getNamedType(field.type).name === 'User'

/** The fields of users that come with posts of this selection. */
export const usersBelow = (field: SelectedField): SelectedField[] =>
  fieldsBelow(field).flatMap((each) => {
    if (each.field.extensions.needs?.post !== undefined) return []
    return isUser(each) ? fieldsBelow(each) : usersBelow(each)
  })
