// Lists of items by key, in a Map that has no empty lists.

export const addTo = <T>(lists: Map<string, T[]>, key: string, item: T): void => {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [item])
  else list.push(item)
}

/** Replaces the list, so that an iteration over the earlier one continues. */
export const removeFrom = <T>(lists: Map<string, T[]>, key: string, item: T): void => {
  const left = lists.get(key)?.filter((each) => each !== item) ?? []
  if (left.length === 0) lists.delete(key)
  else lists.set(key, left)
}
