// Requested fields that X's response does not hold in a readable form. Each is null for the client, with a notice that
// says why.

import type { FieldList } from './lookup-parameters.ts'

export interface Gap {
  /**
   * `FIELD_UNKNOWN`: X no longer knows the field. `FIELD_REFUSED`: X does not show it to this caller. `INCOMPLETE`: X sent
   * a value that cannot be read.
   */
  readonly code: 'FIELD_UNKNOWN' | 'FIELD_REFUSED' | 'INCOMPLETE'
  readonly list: FieldList
  /** X's name of the field or expansion. */
  readonly name: string
  readonly message: string
}
