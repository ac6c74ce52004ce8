// Somebody's picture, or their initials where it cannot be shown.

import { useState } from 'react'

interface Person {
  readonly name: string | null
  readonly username: string | null
  readonly profileImageUrl: string | null
}

const initials = ({ name, username }: Person): string =>
  (name ?? username ?? '?')
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('')
    .toUpperCase()

const Avatar = ({ person }: { person: Person }) => {
  const [isBroken, setBroken] = useState(false)
  const address = person.profileImageUrl
  return (
    <span className="avatar" aria-hidden="true">
      {address === null || isBroken ? (
        initials(person)
      ) : (
        <img
          src={address}
          alt=""
          width="36"
          height="36"
          loading="lazy"
          referrerPolicy="no-referrer"
          onError={() => setBroken(true)}
        />
      )}
    </span>
  )
}

export const Handle = ({ person }: { person: Person }) => (
  <span className="person">
    <Avatar person={person} />
    <span>
      <strong>{person.name ?? 'Somebody'}</strong>
      {person.username !== null && <span className="muted"> @{person.username}</span>}
    </span>
  </span>
)
