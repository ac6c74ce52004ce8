// The API key of a request, as its caller may see it.

import type { Grant as GrantName, ApiKey as Key } from '../auth/keys/api-key.ts'
import { builder } from './builder.ts'

const GRANTS: Readonly<Record<GrantName, { readonly description: string }>> = {
  PUBLIC: { description: 'Public data, with the app-only token.' },
  OWNED: { description: 'The account of the gateway’s settings, with its private metrics.' },
  LIVE: { description: 'Subscriptions.' },
  HISTORY: {
    description:
      'Archived metrics: `metricsHistory`, `metricsChange`, and the archive’s fields of `Account`.',
  },
  WATCH: { description: 'Watch lists.' },
  USAGE: { description: 'X’s own count of the billing cycle.' },
  METRICS: { description: 'The endpoint /metrics.' },
  OPERATOR: {
    description: 'The state of the whole gateway: `gateway`, and its `spend`.',
  },
}

export const Grant = builder.enumType('Grant', {
  description: 'The permissions of an API key.',
  values: GRANTS,
})

export const ApiKey = builder.objectRef<Key>('ApiKey').implement({
  description: 'An API key of this gateway.',
  fields: (t) => ({
    name: t.exposeString('name', { nullable: false, description: 'The name of the key.' }),
    grants: t.field({
      type: [Grant],
      nullable: false,
      description: 'What the key lets its callers use.',
      resolve: ({ grants }) => [...grants],
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      description: 'The time from which the key is refused. Null if it does not expire.',
    }),
  }),
})
