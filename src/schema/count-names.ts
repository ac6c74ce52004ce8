// The counts of posts and media: X's names and their meanings.

export const COUNTS = {
  retweetCount: [
    'retweet_count',
    'how many times the post was reposted without a comment (quotes are counted apart)',
  ],
  replyCount: ['reply_count', 'how many replies the post got'],
  likeCount: ['like_count', 'how many times the post was liked'],
  quoteCount: [
    'quote_count',
    'how many times the post was quoted: reposted with a comment (ads bring no quotes)',
  ],
  bookmarkCount: ['bookmark_count', 'how many times the post was saved as a bookmark'],
  impressionCount: [
    'impression_count',
    'how many times the post was on somebody’s screen, if only in part (one person can count several times)',
  ],
  urlLinkClicks: [
    'url_link_clicks',
    'how many times a link or link preview in the post was clicked (null when X leaves it out, as it has been seen to do for posts without a link)',
  ],
  userProfileClicks: [
    'user_profile_clicks',
    'how many times the author’s name, handle or picture was clicked in the post',
  ],
  engagements: [
    'engagements',
    'how many times anything in the post was clicked, tapped or answered',
  ],
  viewCount: ['view_count', 'how many times the video was viewed, over all posts that show it'],
  playback0Count: [
    'playback_0_count',
    'how many people made it to less than a quarter of the video (X has been seen counting more of them than views), over all posts that show it',
  ],
  playback25Count: [
    'playback_25_count',
    'how many people made it to a quarter of the video, over all posts that show it',
  ],
  playback50Count: [
    'playback_50_count',
    'how many people made it to half of the video, over all posts that show it',
  ],
  playback75Count: [
    'playback_75_count',
    'how many people made it to three quarters of the video, over all posts that show it',
  ],
  playback100Count: [
    'playback_100_count',
    'how many people made it to the end of the video, over all posts that show it',
  ],
} as const satisfies Readonly<Record<string, readonly [string, string]>>

export type Count = keyof typeof COUNTS

/** The description of a count, as a sentence. */
export const sentenceFor = (name: Count): string => {
  const [, meaning] = COUNTS[name]
  return `${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}.`
}
