// Where answers are written: bytes, one after another. What is written without a wait stands here in one piece; it is
// taken out as a text when something has to be waited for, and at the end. What is written counts toward the size of
// its answer, which is checked whenever the buffer has to grow.

import { type AnswerSize, createAnswerSize, keepWithinSize, PAUSE_BYTES } from './answer-size.ts'

/** Room that is kept between answers; what a larger one has taken is given back. */
const KEPT_BYTES = 2 ** 20

/** The buffer grows no further beyond the limit of an answer: room for one more text. */
const SLACK_BYTES = 2 ** 18

const UNLIMITED = createAnswerSize(Number.POSITIVE_INFINITY)

/** Up to here a loop is faster than two calls. */
const SHORT = 48

let buffer = Buffer.allocUnsafe(2 ** 16)
let end = 0
let size = UNLIMITED

/** Answers are written one at a time: never is anything else done between the first byte of a part and its last. */
export const sink = {
  /** What is written from here on belongs to that answer. @throws AnswerTooLarge */
  begin: (of: AnswerSize): void => {
    keepWithinSize(of)
    size = of
  },

  /** Where the next byte goes. */
  position: (): number => end,

  /** Whether so much of the answer has been written in one go that it is time for a pause. */
  isFull: (): boolean => size.bytes + end - size.pausedAt > PAUSE_BYTES,

  /** What stands from there on is gone. */
  back: (position: number): void => {
    end = position
    if (end === 0 && buffer.length > KEPT_BYTES) buffer = Buffer.allocUnsafe(KEPT_BYTES)
  },

  /** What stands from there on; it stays. */
  copy: (position: number): string => buffer.toString('latin1', position, end),

  /** What stands from there on, taken out: a character a byte, so that its length is that of the answer. */
  take: (position: number): string => {
    const text = sink.copy(position)
    sink.back(position)
    size.bytes += text.length
    return text
  },

  /** A text as `take` gives them. */
  bytes: (text: string): void => {
    const { length } = text
    makeRoom(length)
    if (length > SHORT) buffer.write(text, end, 'latin1')
    else for (let index = 0; index < length; index++) buffer[end + index] = text.charCodeAt(index)
    end += length
  },

  json: (value: unknown): void => {
    const text = JSON.stringify(value)
    makeRoom(text.length * 3)
    end += buffer.write(text, end)
  },

  string: (text: string): void => {
    const { length } = text
    makeRoom(length * 3 + 2)
    if (length <= SHORT ? writeAscii(text, length) : writePlain(text)) return
    sink.json(text)
  },

  /** Of thirty-two bits. */
  integer: (value: number): void => {
    if (value < 0) sink.bytes(String(value))
    else {
      makeRoom(10)
      let digits = 1
      for (let rest = value; rest >= 10; rest = (rest / 10) | 0) digits += 1
      let left = value
      for (let at = end + digits - 1; at >= end; at--) {
        const tenth = (left / 10) | 0
        buffer[at] = 48 + left - tenth * 10
        left = tenth
      }
      end += digits
    }
  },
}

/** Quotes, backslashes, and what comes before the blank: JSON writes them in another way. */
const ESCAPED = /[^ !#-[\]-\uffff]/

/** If there is nothing to escape in it. */
const writePlain = (text: string): boolean => {
  if (ESCAPED.test(text) || !text.isWellFormed()) return false
  buffer[end] = QUOTE
  end += 1 + buffer.write(text, end + 1)
  buffer[end] = QUOTE
  end += 1
  return true
}

/** If UTF-8 writes it as it is, too. */
const writeAscii = (text: string, length: number): boolean => {
  buffer[end] = QUOTE
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index)
    if (code < 32 || code > 126 || code === QUOTE || code === BACKSLASH) return false
    buffer[end + 1 + index] = code
  }
  buffer[end + length + 1] = QUOTE
  end += length + 2
  return true
}

const QUOTE = 34
const BACKSLASH = 92

const makeRoom = (bytes: number): void => {
  if (end + bytes <= buffer.length) return
  keepWithinSize(size, end)
  const most = size.mostBytes - size.bytes + SLACK_BYTES
  const larger = Buffer.allocUnsafe(Math.max(Math.min(buffer.length * 2, most), end + bytes))
  buffer.copy(larger, 0, 0, end)
  buffer = larger
}

/** A value's JSON, as `take` gives texts. */
export const asBytes = (value: unknown): string => {
  sink.begin(UNLIMITED)
  const start = end
  sink.json(value)
  return sink.take(start)
}
