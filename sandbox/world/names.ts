// Users by username, which is case-insensitive.

import type { World, WorldUser } from './types.ts'

export const nameKey = (username: string): string => username.toLowerCase()

export const usersByName = ({ users }: World): ReadonlyMap<string, WorldUser> =>
  new Map([...users.values()].map((user) => [nameKey(user.username), user]))
