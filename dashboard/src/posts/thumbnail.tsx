// A small picture of the media of a post, or a sign for their type.

import { useState } from 'react'
import { messages } from '../messages/index.ts'

const text: Readonly<Record<string, string>> = messages.posts.media

interface ThumbnailProps {
  readonly url: string | null
  readonly types: readonly string[] | null
}

export const Thumbnail = ({ url, types }: ThumbnailProps) => {
  const [isBroken, setBroken] = useState(false)
  const [type] = types ?? []
  if (type === undefined) return null
  return (
    <span className="thumbnail">
      {url !== null && !isBroken && (
        <img
          src={url}
          alt=""
          width="48"
          height="48"
          loading="lazy"
          decoding="async"
          referrerPolicy="no-referrer"
          onError={() => setBroken(true)}
        />
      )}
      <span>{text[type] ?? type}</span>
    </span>
  )
}
