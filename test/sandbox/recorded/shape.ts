// The shape of a JSON value, as text: key names, array lengths, and which leaves are null. `{id,tags[2]{end,start}}`
// is an object with an id and two tags that are alike; unlike ones stand apart, `[{a};{b}]`; `!` is null.

export const shapeOf = (value: unknown): string => {
  if (value === null) return '!'
  if (Array.isArray(value)) {
    const shapes = value.map(shapeOf)
    return new Set(shapes).size <= 1
      ? `[${shapes.length}]${shapes[0] ?? ''}`
      : `[${shapes.join(';')}]`
  }
  if (typeof value !== 'object') return ''
  const keys = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${keys.map(([key, inner]) => key + shapeOf(inner)).join(',')}}`
}

export type Tree =
  | { readonly kind: 'object'; readonly keys: ReadonlyMap<string, Tree> }
  | { readonly kind: 'array'; readonly items: readonly Tree[] }
  | { readonly kind: 'null' }
  | { readonly kind: 'leaf' }

/** The other way round. */
export const parseShape = (text: string): Tree => {
  let at = 0
  const take = (letter: string): boolean => {
    if (text[at] !== letter) return false
    at += 1
    return true
  }
  const name = (): string => {
    const start = at
    while (at < text.length && !'{}[],;!'.includes(text[at] ?? '')) at += 1
    return text.slice(start, at)
  }
  const object = (): Tree => {
    const keys = new Map<string, Tree>()
    while (!take('}')) {
      take(',')
      keys.set(name(), value())
    }
    return { kind: 'object', keys }
  }
  const array = (): Tree => {
    const count = /^\d+(?=\])/.exec(text.slice(at))?.[0]
    if (count !== undefined) {
      at += count.length + 1
      const item = value()
      return { kind: 'array', items: Array.from({ length: Number(count) }, () => item) }
    }
    const items: Tree[] = []
    while (!take(']')) {
      take(';')
      items.push(value())
    }
    return { kind: 'array', items }
  }
  const value = (): Tree => {
    if (take('{')) return object()
    if (take('[')) return array()
    if (take('!')) return { kind: 'null' }
    return { kind: 'leaf' }
  }
  return value()
}

export const child = (tree: Tree | undefined, key: string): Tree | undefined =>
  tree?.kind === 'object' ? tree.keys.get(key) : undefined

const LEAVES: Readonly<Record<string, unknown>> = {
  start: 0,
  end: 1,
  status: 200,
  width: 640,
  height: 480,
  probability: 0.5,
  copyright: false,
  bit_rate: 832_000,
  position: 1,
  votes: 3,
}

/** A value of that shape, made up. */
export const madeUp = (tree: Tree, key = ''): unknown => {
  switch (tree.kind) {
    case 'object':
      return Object.fromEntries([...tree.keys].map(([name, inner]) => [name, madeUp(inner, name)]))
    case 'array':
      return tree.items.map((item) => madeUp(item, key))
    case 'null':
      return null
    case 'leaf':
      return LEAVES[key] ?? `a ${key}`
  }
}
