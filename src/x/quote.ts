// Quotes of X in errors, notices and the log: bounded, on one line, and without credentials.

const MAX_LENGTH = 300

// biome-ignore lint/suspicious/noControlCharactersInRegex: the characters to remove
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f]+/g

/** A proxy between the gateway and X may echo the request's headers. */
const CREDENTIALS =
  /\b(Bearer|Basic|OAuth)\s+\S{8,}|\b((?:access_|refresh_|oauth_)?token|oauth_\w+|client_secret)=[^\s&"]+/gi

/** Returns an empty text for anything that is not text. */
export const quote = (value: unknown): string => {
  if (typeof value !== 'string') return ''
  // Bounds the work on a long text, most of which is cut off below.
  const text = value
    .slice(0, MAX_LENGTH * 4)
    .replace(CONTROL_CHARACTERS, ' ')
    .replace(CREDENTIALS, (_, scheme, name) =>
      scheme === undefined ? `${name}=[redacted]` : `${scheme} [redacted]`,
    )
    .trim()
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text
}
