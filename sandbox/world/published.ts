// The posts that exist at a point in time.

import { newestFirst } from './order.ts'
import type { World, WorldPost } from './types.ts'

/** The posts of a world by id, and those of each author, newest first. */
export class IndexedPosts extends Map<string, WorldPost> {
  readonly #idsByAuthor = new Map<string, string[]>()
  /** The lists that have been requested since the author's last change. */
  readonly #sorted = new Map<string, readonly WorldPost[]>()

  override set(id: string, post: WorldPost): this {
    const ids = this.#idsByAuthor.get(post.authorId)
    if (ids === undefined) this.#idsByAuthor.set(post.authorId, [id])
    else if (!this.has(id)) ids.push(id)
    this.#sorted.delete(post.authorId)
    return super.set(id, post)
  }

  override delete(id: string): boolean {
    const { authorId = '' } = this.get(id) ?? {}
    const ids = this.#idsByAuthor.get(authorId)
    ids?.splice(ids.indexOf(id), 1)
    this.#sorted.delete(authorId)
    return super.delete(id)
  }

  by(authorId: string): readonly WorldPost[] {
    const known = this.#sorted.get(authorId)
    if (known !== undefined) return known
    const ids = this.#idsByAuthor.get(authorId) ?? []
    const posts = ids.sort(newestFirst).flatMap((id) => this.get(id) ?? [])
    this.#sorted.set(authorId, posts)
    return posts
  }
}

export const isPublished = ({ createdAt, deletedAt }: WorldPost, now: number): boolean =>
  createdAt <= now && (deletedAt === undefined || now < deletedAt)

/** The published posts of a user, newest first. */
export const publishedBy = ({ posts }: World, authorId: string, now: number): WorldPost[] => {
  const written =
    posts instanceof IndexedPosts
      ? posts.by(authorId)
      : [...posts.values()]
          .filter((post) => post.authorId === authorId)
          .sort((a, b) => newestFirst(a.id, b.id))
  return written.filter((post) => isPublished(post, now))
}

/** The posts that a user's timeline lists, newest first: only the last version of an edited post. */
export const listedBy = (world: World, authorId: string, now: number): WorldPost[] => {
  const isReplaced = ({ id, versions }: WorldPost): boolean =>
    versions.length > 1 &&
    versions.some(
      (version) =>
        newestFirst(version, id) < 0 && (world.posts.get(version)?.createdAt ?? Infinity) <= now,
    )
  return publishedBy(world, authorId, now).filter((post) => !isReplaced(post))
}
