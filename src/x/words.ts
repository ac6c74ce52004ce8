// X's own words, as errors, notices and the log quote them: bounded, on one line, and without credentials.

const MOST_CHARACTERS = 300

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const CONTROLS = /[\u0000-\u001f\u007f]+/g

/** A proxy between the gateway and X may echo the request's headers. */
const CREDENTIALS =
  /\b(Bearer|Basic|OAuth)\s+\S{8,}|\b((?:access_|refresh_|oauth_)?token|oauth_\w+|client_secret)=[^\s&"]+/gi

/** An empty text when X sent no text. */
export const quoted = (words: unknown): string => {
  if (typeof words !== 'string') return ''
  // Only the beginning is searched: the rest is cut anyway.
  const text = words
    .slice(0, MOST_CHARACTERS * 4)
    .replace(CONTROLS, ' ')
    .replace(CREDENTIALS, (_, scheme, name) =>
      scheme === undefined ? `${name}=[redacted]` : `${scheme} [redacted]`,
    )
    .trim()
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text
}
