// The buffer that responses are written to as UTF-8. A part that needs no wait is written in one piece; it is taken out
// as a string when something has to be awaited, and at the end. Such strings have one character per byte (latin1).
//
// Responses can share a sink, because no other code runs between the first byte of a part and its last.

import { type AnswerSize, checkSize, createAnswerSize } from './answer-size.ts'

export interface Sink {
  buffer: Buffer
  /** The position of the next byte. */
  end: number
  /** The size of the response that is being written. */
  size: AnswerSize
  /** Pauses queue up, so that at most one ends in each turn of the event loop. */
  lastPause: Promise<void>
}

export const createSink = (): Sink => ({
  buffer: Buffer.allocUnsafe(2 ** 16),
  end: 0,
  size: createAnswerSize(Number.POSITIVE_INFINITY),
  lastPause: Promise.resolve(),
})

/** The capacity that is retained between responses. */
const RETAINED_BYTES = 2 ** 20

/** The buffer may exceed the limit of the response by this much, to hold one more string. */
const SLACK_BYTES = 2 ** 18

/** Writing this many bytes takes up to a millisecond, after which other requests get a turn. */
const PAUSE_BYTES = 2 ** 17

/** Up to this length, a loop is faster than two native calls. */
const SHORT = 48

/** Makes the next bytes count toward the given response. @throws AnswerTooLarge */
export const beginPart = (sink: Sink, size: AnswerSize): void => {
  checkSize(size)
  sink.size = size
}

export const isPauseDue = ({ size, end }: Sink): boolean =>
  size.bytes + end - size.bytesAtPause > PAUSE_BYTES

export const pause = (sink: Sink, size: AnswerSize): Promise<void> => {
  size.pauses += 1
  sink.lastPause = sink.lastPause.then(() => new Promise((resolve) => setImmediate(resolve)))
  return sink.lastPause.then(() => {
    size.bytesAtPause = size.bytes
    size.pauses -= 1
  })
}

/** Discards the bytes from a position on. */
export const truncate = (sink: Sink, start: number): void => {
  sink.end = start
  if (start === 0 && sink.buffer.length > RETAINED_BYTES) {
    sink.buffer = Buffer.allocUnsafe(RETAINED_BYTES)
  }
}

export const copyFrom = ({ buffer, end }: Sink, start: number): string =>
  buffer.toString('latin1', start, end)

/** Removes the bytes from a position on, and returns them. */
export const takeFrom = (sink: Sink, start: number): string => {
  const bytes = copyFrom(sink, start)
  truncate(sink, start)
  sink.size.bytes += bytes.length
  return bytes
}

/** Writes a string with one character per byte. */
export const writeBytes = (sink: Sink, bytes: string): void => {
  const { length } = bytes
  makeRoom(sink, length)
  const { buffer, end } = sink
  if (length > SHORT) buffer.write(bytes, end, 'latin1')
  else for (let index = 0; index < length; index++) buffer[end + index] = bytes.charCodeAt(index)
  sink.end = end + length
}

export const writeJson = (sink: Sink, value: unknown): void => {
  const text = JSON.stringify(value)
  makeRoom(sink, text.length * 3)
  sink.end += sink.buffer.write(text, sink.end)
}

export const writeString = (sink: Sink, text: string): void => {
  makeRoom(sink, text.length * 3 + 2)
  if (text.length > SHORT && !ENCODED.test(text)) writeUnescaped(sink, text)
  else if (!writeCharacters(sink, text)) writeJson(sink, text)
}

/** Writes an integer of 32 bits. */
export const writeInteger = (sink: Sink, value: number): void => {
  if (value < 0) {
    writeBytes(sink, String(value))
    return
  }
  makeRoom(sink, 10)
  const { buffer, end } = sink
  let digits = 1
  for (let rest = value; rest >= 10; rest = (rest / 10) | 0) digits += 1
  let left = value
  for (let at = end + digits - 1; at >= end; at--) {
    const tenth = (left / 10) | 0
    buffer[at] = 48 + left - tenth * 10
    left = tenth
  }
  sink.end = end + digits
}

/** The JSON of a value, as a string with one character per byte. */
export const asBytes = (value: unknown): string =>
  Buffer.from(JSON.stringify(value)).toString('latin1')

/** Characters that JSON escapes: control characters, quotes, backslashes, and surrogates that are not in pairs. */
const ENCODED = /[^ !#-[\]-\ud7ff\ue000-\uffff]/

/** Writes a string in which JSON escapes nothing. */
const writeUnescaped = (sink: Sink, text: string): void => {
  const { buffer, end } = sink
  buffer[end] = QUOTE
  const last = end + 1 + buffer.write(text, end + 1)
  buffer[last] = QUOTE
  sink.end = last + 1
}

/** Writes a string in one pass. Returns false for strings with control characters or lone surrogates. */
const writeCharacters = (sink: Sink, text: string): boolean => {
  const { buffer } = sink
  const { length } = text
  let at = sink.end
  buffer[at] = QUOTE
  at += 1
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index)
    if (code < 0x80) {
      if (code === QUOTE || code === BACKSLASH || code === LINE_FEED) {
        buffer[at] = BACKSLASH
        buffer[at + 1] = code === LINE_FEED ? LETTER_N : code
        at += 2
      } else if (code >= SPACE) {
        buffer[at] = code
        at += 1
      } else return false
    } else if (code < 0x800) {
      buffer[at] = 0xc0 | (code >> 6)
      buffer[at + 1] = 0x80 | (code & 0x3f)
      at += 2
    } else if (code < FIRST_SURROGATE || code > LAST_SURROGATE) {
      buffer[at] = 0xe0 | (code >> 12)
      buffer[at + 1] = 0x80 | ((code >> 6) & 0x3f)
      buffer[at + 2] = 0x80 | (code & 0x3f)
      at += 3
    } else {
      const point = text.codePointAt(index) ?? 0
      if (point <= LAST_SURROGATE) return false
      buffer[at] = 0xf0 | (point >> 18)
      buffer[at + 1] = 0x80 | ((point >> 12) & 0x3f)
      buffer[at + 2] = 0x80 | ((point >> 6) & 0x3f)
      buffer[at + 3] = 0x80 | (point & 0x3f)
      at += 4
      index += 1
    }
  }
  buffer[at] = QUOTE
  sink.end = at + 1
  return true
}

const LINE_FEED = 10
const SPACE = 32
const QUOTE = 34
const BACKSLASH = 92
const LETTER_N = 110
const FIRST_SURROGATE = 0xd800
const LAST_SURROGATE = 0xdfff

const makeRoom = (sink: Sink, bytes: number): void => {
  if (sink.end + bytes > sink.buffer.length) grow(sink, bytes)
}

/** @throws AnswerTooLarge */
const grow = (sink: Sink, bytes: number): void => {
  const { buffer, end, size } = sink
  checkSize(size, end)
  const max = size.maxBytes - size.bytes + SLACK_BYTES
  const larger = Buffer.allocUnsafe(Math.max(Math.min(buffer.length * 2, max), end + bytes))
  buffer.copy(larger, 0, 0, end)
  sink.buffer = larger
}
