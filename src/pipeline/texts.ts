// The serialized texts of one cached post, by selection. They take no more memory than the cache counts for them.

import type { FieldSet } from '../plan/field-set.ts'

/** Holds two texts, because few clients select different fields of the same posts. A Map would take more than the post. */
export class Texts {
  /** The field set of the last selection for which nothing of the post was missing. A plan would retain its document. */
  completeFor: FieldSet | undefined
  #maxBytes: number
  #selection: object | undefined
  #text = ''
  #other: object | undefined
  #otherText = ''

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get(selection: object): string | undefined {
    if (selection === this.#selection) return this.#text
    return selection === this.#other ? this.#otherText : undefined
  }

  /** Stores the text unless it is too large. The text before the last one is dropped. */
  set(selection: object, text: string): void {
    if (text.length * 2 > this.#maxBytes) return
    if (selection !== this.#selection) {
      this.#other = this.#selection
      this.#otherText = this.#text
    }
    this.#selection = selection
    this.#text = text
  }
}
