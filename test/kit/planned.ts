// The plan that the post loader receives for a query.

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
      return Promise.reject(new Error('the plan is known'))
    },
  }
  await graphql({
    schema,
    source,
    variableValues,
    contextValue: { posts, limits: { postsPerRequest: 100 } },
  })
  const [plan] = plans
  if (plan === undefined) throw new Error(`no posts are loaded by ${source}`)
  return plan
}
