// The plan that the post loader receives for a query.

import { readConfig } from '../../src/config/index.ts'
import { createAnswerSize } from '../../src/execution/answer-size.ts'
import { createDocuments } from '../../src/execution/documents.ts'
import type { Plan } from '../../src/plan/plan.ts'
import type { Context } from '../../src/schema/context.ts'
import { schema } from '../../src/schema/index.ts'

const { limits } = readConfig({})
const documents = createDocuments({ schema, limits, introspection: true })

export const planFor = async (
  source: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Plan> => {
  const plans: Plan[] = []
  const posts: Context['posts'] = {
    load: (_, plan) => {
      plans.push(plan)
      return Promise.reject(new Error('the plan is known'))
    },
  }
  const prepared = documents.prepare(source, undefined, variables)
  await prepared?.program.run({
    context: { posts, limits: { postsPerRequest: 100 } },
    variables: prepared.variables,
    errors: [],
    size: createAnswerSize(limits.answerBytes),
  })
  const [plan] = plans
  if (plan === undefined) throw new Error(`no posts are loaded by ${source}`)
  return plan
}
