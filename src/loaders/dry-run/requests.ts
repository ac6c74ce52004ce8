// The parts that the pricing of unknown posts has in common: field sets and the number of owner requests.

import type { Account } from '../../auth/accounts.ts'
import type { CredentialSource } from '../../auth/credentials.ts'
import type { VariableValues } from '../../execution/writing.ts'
import { type FieldSet, fieldSetOf } from '../../plan/field-set.ts'
import {
  type Plan,
  union,
  withoutPrivate,
  withoutReferenced,
  withReasons,
} from '../../plan/plan.ts'
import type { Expansion } from '../../x/fields.ts'
import type { Endpoint } from '../../x/rate-budget.ts'
import type { Carried } from './below.ts'
import { type CostEstimate, callsFor } from './cost-estimate.ts'

export interface UnknownOptions {
  readonly estimate: CostEstimate
  readonly variables: VariableValues
  readonly accounts: () => Promise<readonly Account[]>
  /** Chooses the credential of public requests. */
  readonly publicSourceOf: (endpoint: Endpoint) => Promise<CredentialSource>
  /** Called when something may be read from the archive. */
  readonly onArchive: () => void
}

export const publicFieldSet = (plan: Plan): FieldSet => fieldSetOf(withoutPrivate(plan))

/** The expansions of an owner request, which has the fields of all of its posts. */
export const ownerExpansions = (plans: readonly Plan[]): ReadonlySet<Expansion> =>
  fieldSetOf(withoutReferenced(withReasons(union(plans)))).expansions

/** Posts bring the posts that they refer to, unless an owner request brings them. */
export const carriedBy = (plans: readonly Plan[], mayBeOwned: boolean): Carried =>
  mayBeOwned ? undefined : publicFieldSet(union(plans))

/** The calls as owners. Each of several accounts may be known to own some posts, and turn out to own others. */
export const ownerCalls = (posts: number, accounts: number): number =>
  accounts === 0 ? 0 : callsFor(posts, accounts === 1 ? 1 : accounts * 2)
