// The plan of a query's first post, as the loader would get it.

import { graphql } from 'graphql'
import type { Plan } from '../../src/plan/plan.ts'
import type { Context } from '../../src/schema/context.ts'
import { schema } from '../../src/schema/index.ts'

export const planned = async (
  source: string,
  variableValues: Readonly<Record<string, unknown>> = {},
): Promise<Plan> => {
  const plans: Plan[] = []
  const posts: Context['posts'] = {
    load: (_, plan) => {
      plans.push(plan)
      return Promise.reject(new Error('far enough'))
    },
  }
  await graphql({
    schema,
    source,
    variableValues,
    contextValue: { posts, limits: { postsPerRequest: 100 } },
  })
  const [plan] = plans
  if (plan === undefined) throw new Error(`nothing was loaded by ${source}`)
  return plan
}
