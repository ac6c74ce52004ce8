// A post as the loaders hand it on.

import type { GatewayError } from '../infra/errors.ts'
import type { Ask } from '../plan/plan.ts'
import type { Gap } from '../x/gaps.ts'
import type { Related } from '../x/join.ts'
import type { Refusals } from '../x/problems.ts'
import type { Tweet } from '../x/types.ts'
import type { Texts } from './texts.ts'

/** A post with what came with it. */
export interface LoadedPost {
  /** When X said it. */
  readonly at: number
  readonly tweet: Tweet
  readonly related: Related
  /** What may be read of it, and of the posts that it refers to. */
  readonly asked: Ask
  readonly refusals: Refusals
  /** What was asked for and is missing for another reason than a refusal. */
  readonly gaps?: readonly Gap[]
  /** Why there may be less than was asked for, in X's words: it could not read a field just now. */
  readonly incomplete?: string
  /** Of one that is older than it should be: why X does not say anything newer. */
  readonly staleFor?: GatewayError
  /** Of one that is kept: what was written of it, by selection. */
  readonly texts?: Texts
}

export type Loaded = LoadedPost | GatewayError
