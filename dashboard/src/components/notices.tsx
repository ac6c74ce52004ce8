// Notices of the gateway about a response as a whole.

import { messages } from '../messages/index.ts'

export const Notices = ({ codes }: { codes: readonly string[] }) => {
  const texts = new Set(codes.flatMap((code) => messages.errors.notices[code] ?? []))
  if (texts.size === 0) return null
  return (
    <div role="status">
      {[...texts].map((text) => (
        <p key={text} className="notice">
          {text}
        </p>
      ))}
    </div>
  )
}
