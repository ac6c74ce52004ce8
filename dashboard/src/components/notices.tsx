// Notices of the gateway about a response as a whole.

import { NOTICES } from '../messages.ts'

export const Notices = ({ codes }: { codes: readonly string[] }) => {
  const messages = new Set(codes.flatMap((code) => NOTICES[code] ?? []))
  if (messages.size === 0) return null
  return (
    <div role="status">
      {[...messages].map((message) => (
        <p key={message} className="notice">
          {message}
        </p>
      ))}
    </div>
  )
}
