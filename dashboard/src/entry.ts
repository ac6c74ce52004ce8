// The entry point: requests what the first view needs while React is loaded, which takes longer.

import './style/index.css'

import { requestFirst } from './gateway/first-requests.ts'
import { PostDetailDocument, ViewerDocument } from './generated/graphql.ts'
import { pictureOf } from './post/picture.ts'
import { routeOf } from './route.ts'
import { loadView } from './views/load.ts'

/** Requests a post and its picture, which is the largest part of the first screen on a phone. */
const requestPost = async (id: string): Promise<void> => {
  const data = await requestFirst(PostDetailDocument, { id })
  const [media] = data?.post?.media ?? []
  const address = media && pictureOf(media)
  if (!address) return
  const image = new Image()
  image.referrerPolicy = 'no-referrer'
  image.src = address
}

/** The view sends a failed request again, and shows its error. */
const ignore = (): void => {}

const route = routeOf(window.location.hash)
void import('./main.tsx')
requestFirst(ViewerDocument, {}).catch(ignore)
if (route.view === 'post') requestPost(route.id).catch(ignore)
loadView(route.view)?.catch(ignore)
