// Ids of posts in the links that people copy from X.

const LINK =
  /^(?:https?:\/\/)?(?:[\w-]+\.)*(?:x|twitter)\.com\/(?:\w+|i\/web)\/status(?:es)?\/(\d{1,19})(?!\d)/i
const ID = /^\d{1,19}$/

/** The id in an id or in a link of a post. Undefined for everything else. */
export const postIdIn = (text: string): string | undefined => {
  const trimmed = text.trim()
  return ID.test(trimmed) ? trimmed : LINK.exec(trimmed)?.[1]
}
