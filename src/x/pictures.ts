// The origins of pictures in X's answers.

/**
 * Photos and stills of videos are at pbs.twimg.com, videos at video.twimg.com, and the pictures of users without one at
 * abs.twimg.com.
 * @see https://docs.x.com/x-api/fundamentals/data-dictionary#media
 */
const X_ORIGINS = ['https://pbs.twimg.com', 'https://video.twimg.com', 'https://abs.twimg.com']

/** An API elsewhere than at X, such as the sandbox, serves its own pictures. */
export const pictureOriginsOf = (apiUrl: string): readonly string[] => {
  const { hostname, origin } = new URL(apiUrl)
  return hostname === 'api.x.com' ? X_ORIGINS : [...X_ORIGINS, origin]
}
