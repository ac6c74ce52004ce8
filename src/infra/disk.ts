// Reserves a part of a disk for writes that must not fail when it is full.

import { statfs } from 'node:fs/promises'

const MAX_RESERVE_BYTES = 64 * 2 ** 20
const RESERVE_SHARE = 0.05

/** Whether the file system of a path has more free space than the reserve: 5 % of it, and 64 MB at most. */
export const hasFreeSpace = async (path: string): Promise<boolean> => {
  const { bavail, blocks, bsize } = await statfs(path)
  return bavail * bsize > Math.min(MAX_RESERVE_BYTES, blocks * bsize * RESERVE_SHARE)
}
