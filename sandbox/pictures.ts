// The pictures of the world: one drawing per address, so that pages which show posts look as they do with X. X serves
// its pictures from a host of their own; the sandbox serves them itself, below /pictures/.

import type { HttpResponse } from './http.ts'

const PICTURES = '/pictures/'

export const isPicture = (path: string): boolean => path.startsWith(PICTURES)

/** The absolute address of a picture; addresses of a custom world may already be absolute. */
export const pictureUrl = (address: string, { origin }: { readonly origin: string }): string =>
  new URL(address, origin).href

/** FNV-1a, a hash of 32 bits. */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0
  }
  return hash
}

/** Numbers from 0 to `below` that follow from the hash. */
const choicesOf = (hash: number) => {
  let state = hash
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const svg = (width: number, height: number, body: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${body}</svg>`

/** A landscape: sky, sun and three rows of hills. */
const landscape = (hash: number): string => {
  const choose = choicesOf(hash)
  const hue = choose(360)
  const hills = [0, 1, 2].map((row) => {
    const [left, middle, right] = [choose(70), choose(90), choose(70)]
    const top = 190 + row * 60
    return `<path d="M0 ${top - left} Q160 ${top - middle} 320 ${top - 30} T640 ${top - right} V360 H0 Z" fill="hsl(${(hue + 40 * row) % 360} 38% ${52 - row * 13}%)"/>`
  })
  const sun = `<circle cx="${80 + choose(480)}" cy="${60 + choose(70)}" r="${26 + choose(22)}" fill="hsl(${(hue + 180) % 360} 85% 88%)"/>`
  return svg(
    640,
    360,
    `<rect width="640" height="360" fill="hsl(${hue} 55% 78%)"/>${sun}${hills.join('')}`,
  )
}

/** A symmetric pattern, as services draw for users without a picture. */
const avatar = (hash: number): string => {
  const choose = choicesOf(hash)
  const hue = choose(360)
  const cells = Array.from({ length: 15 }, (_, cell) => cell)
    .filter(() => choose(2) === 1)
    .flatMap((cell) => {
      const [column, row] = [Math.floor(cell / 5), cell % 5]
      return [...new Set([column, 4 - column])].map(
        (x) => `<rect x="${12 + x * 10}" y="${12 + row * 10}" width="10" height="10"/>`,
      )
    })
  return svg(
    74,
    74,
    `<rect width="74" height="74" fill="hsl(${hue} 40% 90%)"/><g fill="hsl(${hue} 50% 42%)">${cells.join('')}</g>`,
  )
}

export const picture = (path: string): HttpResponse => {
  const draw = path.startsWith(`${PICTURES}profile_images/`) ? avatar : landscape
  return {
    status: 200,
    headers: { 'content-type': 'image/svg+xml', 'cache-control': 'public, max-age=86400' },
    body: draw(hashOf(path)),
  }
}
