// Posts of the built-in world by what is special about them.

import type { Sandbox, WorldPost } from '../../../sandbox/index.ts'
import { DAY, NOW } from './ask.ts'

export const postsOf = (sandbox: Sandbox): WorldPost[] =>
  [...sandbox.world.posts.values()]
    .filter(({ createdAt }) => createdAt <= NOW)
    .sort((a, b) => b.createdAt - a.createdAt)

const ageInDays = (post: WorldPost): number => (NOW - post.createdAt) / DAY

const isRepost = (post: WorldPost): boolean =>
  post.references.some(({ type }) => type === 'retweeted')

/** The owner's posts whose private numbers X serves. */
export const ownPosts = (sandbox: Sandbox): WorldPost[] =>
  postsOf(sandbox).filter(
    (post) =>
      post.authorId === sandbox.credentials.userId && ageInDays(post) < 85 && !isRepost(post),
  )

export const oldPosts = (sandbox: Sandbox): WorldPost[] =>
  postsOf(sandbox).filter(
    (post) =>
      post.authorId === sandbox.credentials.userId && ageInDays(post) > 92 && !isRepost(post),
  )

export const reposts = (sandbox: Sandbox): WorldPost[] =>
  postsOf(sandbox).filter((post) => post.authorId === sandbox.credentials.userId && isRepost(post))

/** Everybody's, as far as everybody sees them. */
export const visiblePosts = (sandbox: Sandbox): WorldPost[] =>
  postsOf(sandbox).filter((post) => {
    const author = sandbox.world.users.get(post.authorId)
    return author && !author.protected && !author.suspended
  })

/** Other people's, visible to everybody. */
export const foreignPosts = (sandbox: Sandbox): WorldPost[] =>
  visiblePosts(sandbox).filter(({ authorId }) => !sandbox.world.accounts.includes(authorId))

export const postsOfAuthor = (sandbox: Sandbox, kind: 'protected' | 'suspended'): WorldPost[] =>
  postsOf(sandbox).filter((post) => sandbox.world.users.get(post.authorId)?.[kind])

/** The first that fits; the world has one of every sort, or the test is wrong. */
export const first = <T>(items: readonly T[], fits: (item: T) => boolean = () => true): T => {
  const found = items.find(fits)
  if (found === undefined) throw new Error('the world has no such post')
  return found
}

export const idsOf = (posts: readonly WorldPost[]): string => posts.map(({ id }) => id).join(',')
