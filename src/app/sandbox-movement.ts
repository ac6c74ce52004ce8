// The movement of the built-in sandbox's world.

import type { MovementOptions } from '../../sandbox/index.ts'
import type { Config } from '../config/index.ts'

/** Undefined if the world is static. */
export const movementOf = ({ sandboxSpeed }: Config): MovementOptions | undefined =>
  sandboxSpeed === 0 ? undefined : { speed: sandboxSpeed }
