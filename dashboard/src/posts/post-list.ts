// A list of posts that is loaded in parts as they are shown.

import type { CombinedError } from 'urql'
import { createStore, type Store } from '../store.ts'
import type { ListedPost } from './columns.ts'

export interface ListState {
  /** The loaded posts by their place in the list. */
  readonly posts: ReadonlyMap<number, ListedPost>
  /** The number of rows; undefined until the first part is loaded. */
  readonly count: number | undefined
  readonly isLoading: boolean
  readonly error: CombinedError | undefined
  readonly notices: readonly string[]
}

const EMPTY_LIST: ListState = {
  posts: new Map(),
  count: undefined,
  isLoading: true,
  error: undefined,
  notices: [],
}

export interface PostList {
  readonly store: Store<ListState>
  /** Loads the posts of a range that are not loaded. */
  ensure(first: number, last: number): void
  /** Loads a range again. The posts that are shown stay until it is there. */
  refresh(first: number, last: number): void
}

export const createListStore = (): Store<ListState> => createStore(EMPTY_LIST)

/** The lists that were shown last, so that a person who comes back finds the same rows. */
const MAX_LISTS = 12
const lists = new Map<string, PostList>()

export const cachedList = (key: string, create: () => PostList): PostList => {
  const list = lists.get(key) ?? create()
  lists.delete(key)
  lists.set(key, list)
  const [oldest] = lists.keys()
  if (lists.size > MAX_LISTS && oldest !== undefined) lists.delete(oldest)
  return list
}
