// The photos of a post, and stills of its videos and GIFs. Their space is reserved before they are loaded.

import { useState } from 'react'

import { formatDuration } from '../format.ts'
import type { MediaDetailFragment } from '../generated/graphql.ts'
import { messages } from '../messages/index.ts'
import { pictureOf } from './picture.ts'

const kinds: Readonly<Record<string, string>> = messages.posts.media

const Medium = ({ media }: { media: MediaDetailFragment }) => {
  const [isBroken, setBroken] = useState(false)
  const address = pictureOf(media)
  const kind = kinds[media.type] ?? media.type
  const duration = 'durationMs' in media ? media.durationMs : null
  return (
    <figure className="medium">
      {address === null || isBroken ? (
        <span className="muted">{media.altText ?? kind}</span>
      ) : (
        <img
          src={address}
          alt={media.altText ?? messages.post.noAltText(kind)}
          width={media.width ?? undefined}
          height={media.height ?? undefined}
          referrerPolicy="no-referrer"
          onError={() => setBroken(true)}
        />
      )}
      {media.type !== 'photo' && (
        <figcaption>
          {kind}
          {duration !== null && ` ${formatDuration(duration)}`}
        </figcaption>
      )}
    </figure>
  )
}

export const MediaGrid = ({ media }: { media: readonly MediaDetailFragment[] }) => (
  <div className="media" data-count={media.length}>
    {media.map((each) => (
      <Medium key={each.mediaKey} media={each} />
    ))}
  </div>
)
