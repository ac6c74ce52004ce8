// What the gateway has to say of an answer as a whole. What is wrong with single posts is said beside them.

import { NOTICES } from '../words.ts'

/** As urql hands it over. */
export type Extensions = Readonly<Record<string, unknown>> | undefined

interface Notice {
  readonly code: string
}

export const codesIn = (extensions: Extensions): readonly string[] =>
  ((extensions?.notices ?? []) as readonly Notice[]).map(({ code }) => code)

export const Notices = ({ codes }: { codes: readonly string[] }) => {
  const said = new Set(codes.flatMap((code) => NOTICES[code] ?? []))
  if (said.size === 0) return null
  return (
    <div role="status">
      {[...said].map((sentence) => (
        <p key={sentence} className="notice">
          {sentence}
        </p>
      ))}
    </div>
  )
}
