// Posts of the built-in world by kind.

import type { Sandbox, WorldPost } from '../../../sandbox/index.ts'
import { DAY, NOW } from './call.ts'

export const postsOf = (sandbox: Sandbox): WorldPost[] =>
  [...sandbox.world.posts.values()]
    .filter(({ createdAt }) => createdAt <= NOW)
    .sort((a, b) => b.createdAt - a.createdAt)

const ageInDays = (post: WorldPost): number => (NOW - post.createdAt) / DAY

const isRepost = (post: WorldPost): boolean =>
  post.references.some(({ type }) => type === 'retweeted')

const ownerPosts = (sandbox: Sandbox): WorldPost[] =>
  postsOf(sandbox).filter(({ authorId }) => authorId === sandbox.credentials.userId)

/** The owner's posts whose private metrics X serves. */
export const ownPosts = (sandbox: Sandbox): WorldPost[] =>
  ownerPosts(sandbox).filter((post) => ageInDays(post) < 85 && !isRepost(post))

export const oldPosts = (sandbox: Sandbox): WorldPost[] =>
  ownerPosts(sandbox).filter((post) => ageInDays(post) > 92 && !isRepost(post))

export const reposts = (sandbox: Sandbox): WorldPost[] => ownerPosts(sandbox).filter(isRepost)

/** The posts of all users that are visible to everyone. */
export const visiblePosts = (sandbox: Sandbox): WorldPost[] =>
  postsOf(sandbox).filter((post) => {
    const author = sandbox.world.users.get(post.authorId)
    return author && !author.protected && !author.suspended
  })

/** Visible posts of users that cannot log in. */
export const foreignPosts = (sandbox: Sandbox): WorldPost[] =>
  visiblePosts(sandbox).filter(({ authorId }) => !sandbox.world.accounts.includes(authorId))

export const postsOfAuthor = (sandbox: Sandbox, kind: 'protected' | 'suspended'): WorldPost[] =>
  postsOf(sandbox).filter((post) => sandbox.world.users.get(post.authorId)?.[kind])

/** The first item that matches. @throws if there is none */
export const first = <T>(items: readonly T[], matches: (item: T) => boolean = () => true): T => {
  const found = items.find(matches)
  if (found === undefined) throw new Error('The world has no such post.')
  return found
}

export const idsOf = (posts: readonly WorldPost[]): string => posts.map(({ id }) => id).join(',')
