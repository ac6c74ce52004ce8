// A user's picture, name and handle. Initials replace a picture that does not load.

import { useState } from 'react'
import { messages } from '../messages/index.ts'

interface User {
  readonly name: string | null
  readonly username: string | null
  readonly profileImageUrl: string | null
}

const initials = ({ name, username }: User): string =>
  (name ?? username ?? '?')
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('')
    .toUpperCase()

export const Avatar = ({ user }: { user: User }) => {
  const [isBroken, setBroken] = useState(false)
  const pictureUrl = user.profileImageUrl
  return (
    <span className="avatar" aria-hidden="true">
      {pictureUrl === null || isBroken ? (
        initials(user)
      ) : (
        <img
          src={pictureUrl}
          alt=""
          width="32"
          height="32"
          loading="lazy"
          referrerPolicy="no-referrer"
          onError={() => setBroken(true)}
        />
      )}
    </span>
  )
}

export const UserBadge = ({ user }: { user: User }) => (
  <span className="person">
    <Avatar user={user} />
    <span>
      <strong>{user.name ?? messages.common.unknownUser}</strong>
      {user.username !== null && <span className="muted"> @{user.username}</span>}
    </span>
  </span>
)
