// The address of the picture of a medium: a photo, or the still of a video or GIF.

import type { MediaDetailFragment } from '../generated/graphql.ts'

/** X sends photos in a smaller size with this parameter. */
const smaller = (address: string): string =>
  new URL(address).host === 'pbs.twimg.com'
    ? `${address.replace(/[?#].*$/, '')}?name=small`
    : address

export const pictureOf = (media: MediaDetailFragment): string | null => {
  if ('previewImageUrl' in media) return media.previewImageUrl
  return 'url' in media && media.url !== null ? smaller(media.url) : null
}
