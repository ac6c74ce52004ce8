// Keys of X that may be replaced while the gateway runs. Their holders read them at each use.

import type { XKeys } from '../config/index.ts'

export const createLiveKeys = (initial: XKeys) => {
  let present = initial
  const { app, client } = initial
  const live: Pick<XKeys, 'app' | 'client'> = {
    ...(app && {
      app: {
        get key() {
          return (present.app ?? app).key
        },
        get secret() {
          return (present.app ?? app).secret
        },
      },
    }),
    ...(client && {
      client: {
        get id() {
          return (present.client ?? client).id
        },
        get secret() {
          return (present.client ?? client).secret
        },
      },
    }),
  }
  return {
    live,
    replace: (keys: XKeys): void => {
      present = keys
    },
  }
}
