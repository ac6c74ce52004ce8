// Errors about posts and about answers of X that cannot be read.

import { GatewayError } from '../infra/errors.ts'

export const postNotFound = (id: string): GatewayError =>
  new GatewayError('POST_NOT_FOUND', `X has no post ${id}: it was deleted, or never existed.`, {
    details: { postId: id },
  })

export const postNotVisible = (id: string): GatewayError =>
  new GatewayError(
    'POST_NOT_VISIBLE',
    `X does not show post ${id}: its author is protected or suspended, or it is withheld.`,
    { details: { postId: id } },
  )

/** Something between here and X may have answered, or X in words that are new. */
export const invalidAnswer = (cause?: unknown): GatewayError =>
  new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    'X’s answer is not what its API sends. Something between here and X may have answered in its place; try again in a moment.',
    { cause },
  )

/** The others of its answer are as good as ever. */
export const invalidPost = (id: string): GatewayError =>
  new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    `What X’s answer says of post ${id} is not what its API sends. Try again in a moment; if it goes on, please report it.`,
    { details: { postId: id } },
  )
