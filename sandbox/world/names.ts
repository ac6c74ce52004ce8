// Users by the name they are called by, which knows no big and small letters.

import type { World, WorldUser } from './types.ts'

export const nameKey = (username: string): string => username.toLowerCase()

export const usersByName = ({ users }: World): ReadonlyMap<string, WorldUser> =>
  new Map([...users.values()].map((user) => [nameKey(user.username), user]))
