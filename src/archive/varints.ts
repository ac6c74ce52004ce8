// Variable-length integers: seven bits per byte, the lowest first. Division, because bitwise operators are limited to 32
// bits.

/** The longest safe integer. */
export const MAX_VARINT_BYTES = 8

/** Writes an integer of 0 or more, and returns the end. */
export const writeVarint = (bytes: Uint8Array, value: number, start: number): number => {
  let [rest, end] = [value, start]
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes[end++] = (rest % 128) + 128
  bytes[end] = rest
  return end + 1
}

export const writeVarints = (values: readonly number[]): Uint8Array => {
  const bytes = new Uint8Array(values.length * MAX_VARINT_BYTES)
  let end = 0
  for (const value of values) end = writeVarint(bytes, value, end)
  return bytes.slice(0, end)
}

/** Reads integers one after the other. */
export const createVarintReader = (bytes: Uint8Array) => {
  let next = 0
  return {
    readBytes: (length: number): Uint8Array => {
      next += length
      return bytes.subarray(next - length, next)
    },
    isAtEnd: (): boolean => next >= bytes.length,
    read: (): number => {
      let byte = bytes[next++] ?? 0
      if (byte < 128) return byte
      let value = byte % 128
      for (let weight = 128; byte > 127; weight *= 128) {
        byte = bytes[next++] ?? 0
        value += (byte % 128) * weight
      }
      return value
    },
  }
}

/** Maps signed integers to those of 0 or more: 0, -1, 1, -2, … to 0, 1, 2, 3, … */
export const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value)

export const unzigzag = (value: number): number => (value % 2 === 0 ? value / 2 : -(value + 1) / 2)
