// The notice about posts that the recorder leaves out because of its spend limit: their charts have gaps.

import { timeOfId } from '../x/fields.ts'
import type { Context } from './context.ts'
import { addNotice } from './notices.ts'

/** Adds the notice if the recorder leaves out the post, which is one of a connected account. */
export const addRecordingNotice = async (context: Context, postId: string): Promise<void> => {
  const leftOut = await context.leftOut()
  if (leftOut === undefined || (timeOfId(postId) ?? 0) > leftOut.newest) return
  const [newest, until] = [leftOut.newest, leftOut.until].map((at) => new Date(at).toISOString())
  const message = `The spend limit of the recorder leaves out posts written until ${newest}, so their history has no new samples until ${until}. Raise RECORD_DAILY_USD to have all posts sampled.`
  addNotice(context, [postId], { code: 'RECORDING_LIMITED', message })
}
