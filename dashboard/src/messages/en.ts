// All texts of the page, in English, by the view that shows them.

import type {
  MetricsUnavailableReason,
  MetricsVariant,
  RecordingLimitReason,
  SlowDownReason,
} from '../generated/graphql.ts'
import { pluralIn } from './plural.ts'

const plural = pluralIn('en')

const posts = (count: number): string => plural(count, { one: 'post', other: 'posts' })

const reasons: Readonly<Record<MetricsUnavailableReason, string>> = {
  EXPIRED: 'The post is too old. X provides private metrics for about 30 days.',
  NOT_OWNER:
    'X shows private metrics only to the author, and the author’s account is not connected. If the post is yours, log in with its account.',
  NOT_PROMOTED: 'The author has never promoted the post.',
  NOT_RECORDED: 'The gateway’s archive has no sample of the private metrics.',
  RECONNECT_NEEDED:
    'X no longer accepts the account’s login. Log in again to see its private metrics.',
  REFUSED: 'X refused the private metrics for an unknown reason.',
  REPOST: 'X provides private metrics only for original posts, not for reposts.',
  USER_CONTEXT_REQUIRED:
    'No account is connected. Log in with X to see the private metrics of your own posts.',
}

const errorsByCode: Readonly<Record<string, string>> = {
  POST_NOT_FOUND: 'This post does not exist. It may have been deleted.',
  POST_NOT_VISIBLE:
    'X does not show this post: its author is protected or suspended, or the post is withheld.',
  USER_NOT_FOUND: 'This user does not exist.',
  USER_NOT_VISIBLE: 'X does not show this user: the account is suspended or protected.',
  RATE_LIMITED: 'X’s rate limit is used up.',
  TOO_MANY_REQUESTS: 'This page has sent more requests than the gateway allows.',
  USAGE_CAP_EXCEEDED:
    'The monthly usage cap of the X plan is reached. Upgrade the plan, or wait for the next period.',
  CREDITS_DEPLETED:
    'The X developer account has no credits left. Buy credits, or raise the spending limit.',
  CREDENTIALS_REJECTED:
    'X does not accept the gateway’s credentials. The operator of this gateway must check them.',
  ACCESS_LEVEL_TOO_LOW:
    'The X app does not have the required access. The operator of this gateway must check the app’s project and permissions.',
  UPSTREAM_UNAVAILABLE: 'X cannot be reached at the moment. Try again later.',
  UPSTREAM_TIMEOUT: 'X took too long to respond. Try again.',
  UPSTREAM_INVALID_RESPONSE: 'X returned an invalid response. Try again later.',
  ARCHIVE_OFF:
    'This gateway does not record history. To record metrics from now on, set ARCHIVE=on.',
  UNAUTHENTICATED:
    'This gateway requires authentication. Log in with X. Programs send the GATEWAY_KEY; ask the gateway’s operator for it.',
  INTERNAL_SERVER_ERROR: 'The gateway has an internal error. See its log for details.',
}

const notices: Readonly<Record<string, string>> = {
  STALE: 'X provides no newer values at the moment. The values shown are at most an hour old.',
  INCOMPLETE: 'X returned only part of the data. Try again to load the rest.',
  SPEND_LIMIT_NEAR:
    'Most of a spend limit is used. When it is reached, only cached and archived values are shown.',
  ARCHIVE_UNAVAILABLE:
    'The gateway cannot read its archive at the moment, so past metrics are missing. Try again in a moment.',
  RECORDING_LIMITED:
    'The spend limit of the recorder leaves out this post, so it has no new samples for now.',
  FIELD_UNKNOWN: 'X no longer provides some of this data. An update of the gateway may restore it.',
}

const recordingLimits: Readonly<Record<RecordingLimitReason, (until: string) => string>> = {
  SPEND_LIMIT: (until) => `A spend limit is reached.${until}`,
  RATE_LIMIT: (until) => `Its half of X’s rate limit is used.${until}`,
  RECONNECT_NEEDED: () => 'X no longer accepts the account’s login. Log in again.',
  NO_ANSWER: (until) => `X did not answer.${until}`,
}

const groups: Readonly<Record<MetricsVariant, { label: string; description: string }>> = {
  PUBLIC: {
    label: 'Public',
    description: 'Visible to everyone on X: organic and promoted together.',
  },
  NON_PUBLIC: {
    label: 'Author only',
    description: 'Visible only to the author: organic and promoted together.',
  },
  ORGANIC: {
    label: 'Organic',
    description: 'From people who saw the post without an ad. Visible only to the author.',
  },
  PROMOTED: {
    label: 'Promoted',
    description:
      'From people who saw the post as an ad of its author or of a user of the author’s Ads account. Visible only to the author.',
  },
}

const slowDown: Readonly<Record<SlowDownReason, (until: string | undefined) => string>> = {
  BUDGET: (until) =>
    `X’s rate limit has little left, so updates are slower${until ? ` until ${until}` : ''}.`,
  RATE_LIMITED: (until) =>
    `X’s rate limit is used up. The next update comes ${until ? `at ${until}` : 'when it resets'}.`,
  SPEND_LIMIT: (until) =>
    `A spend limit is reached. Updates continue ${until ? `at ${until}` : 'when it resets'}.`,
  FAILING: () => 'X sends nothing newer at the moment. Earlier values are shown.',
}

const payerNames: Readonly<Record<string, string>> = {
  gateway: 'Whole gateway',
  subscriptions: 'of it, subscriptions',
  recorder: 'of it, recorder',
}

export const en = {
  common: {
    page: 'X metrics',
    views: 'Views',
    skip: 'Skip to content',
    loading: (what: string) => `Loading ${what} …`,
    logIn: 'Log in with X',
    logOut: 'Log out',
    tryAgain: 'Try again',
    cancel: 'Cancel',
    dismiss: 'Dismiss',
    refresh: 'Refresh',
    justNow: 'just now',
    updated: 'Updated',
    notProvided: 'X has not provided this value.',
    noImpressions: 'The post has no impressions yet.',
    asOf: 'as of',
    asTable: (what: string) => `${what} as a table`,
    organic: 'Organic',
    promoted: 'Promoted',
    unknownUser: 'Unknown user',
    notFound: 'Page not found',
    posts,
    usage: 'Usage and rate limits',
    footer:
      'A dash means that X does not provide the value; it is never a zero. The same data is available over GraphQL at',
  },
  navigation: {
    overview: 'Overview',
    posts: 'Posts',
    post: 'Post',
    compare: 'Compare',
    gateway: 'Gateway',
  },
  period: {
    label: 'Period',
    presets: { '7d': '7 days', '28d': '28 days', '90d': '90 days' },
    custom: 'Custom',
    popover: 'Custom period and time zone',
    customOf: (period: string, timeZone: string) => `Custom period. Shown: ${period}, ${timeZone}`,
    from: 'From',
    to: 'To',
    timeZone: 'Time zone',
    unknownTimeZone: 'Enter an IANA time zone, such as Europe/Berlin.',
    apply: 'Apply',
  },
  accounts: {
    label: 'Account',
    whose: 'Whose numbers',
    connect: 'Connect another account',
    reconnectNeeded: 'Reconnect',
    loginRefused: 'X no longer accepts the login',
    ofGateway: 'The gateway’s own account',
    connectedOn: (day: string) => `Connected on ${day}`,
    disconnect: 'Disconnect',
    disconnectName: (name: string) => `Disconnect ${name}`,
    disconnectQuestion: (name: string) => `Disconnect ${name}?`,
    disconnectText:
      'The gateway gives its access back to X, and deletes the private metrics and the posts that it has recorded of this account, for everybody who uses this gateway. Public metrics stay. This cannot be undone.',
    logOutTitle:
      'Disconnects all accounts that this browser has connected. Recorded metrics are kept.',
    connected: (name: string) => `${name} is connected. The page shows its numbers.`,
    denied: 'Access was denied at X. Nothing was stored, and no account was connected.',
    logInAgain: 'Log in again',
    unknown: (id: string, shown: string) =>
      `The link is for account ${id}, which is not connected in this browser. Shown is ${shown}. To see the same numbers, log in with that account.`,
    demo: 'Demo data.',
    demoText:
      'Accounts, posts and numbers are invented: this gateway runs on its built-in sandbox. To see your own, its operator sets the keys of an X app.',
    logInToSee: 'Log in with X to see your posts and their private metrics.',
    noLogin: 'Login is not configured. The operator of this gateway must set X_CLIENT_ID.',
    withoutLogin: 'Without logging in, you can compare the public metrics of any posts.',
    reconnect: 'X no longer accepts this account’s login. Log in again to see its metrics.',
    loading: 'accounts',
  },
  metrics: {
    groups,
    names: {
      impressionCount: {
        label: 'Impressions',
        description:
          'How many times the post was on a screen, at least in part. One person can count several times.',
      },
      likeCount: { label: 'Likes', description: 'How many times the post was liked.' },
      replyCount: { label: 'Replies', description: 'How many replies the post received.' },
      retweetCount: {
        label: 'Reposts',
        description: 'How many times the post was reposted without a comment.',
      },
      quoteCount: {
        label: 'Quotes',
        description: 'How many times the post was reposted with a comment. Ads bring none.',
      },
      bookmarkCount: {
        label: 'Bookmarks',
        description: 'How many times the post was bookmarked.',
      },
      engagements: {
        label: 'Engagements',
        description: 'How many times people interacted with any part of the post.',
      },
      urlLinkClicks: {
        label: 'Link clicks',
        description: 'How many times a link or link preview in the post was clicked.',
      },
      userProfileClicks: {
        label: 'Profile clicks',
        description: 'How many times the author’s name, handle or picture on the post was clicked.',
      },
      engagementRate: {
        label: 'Engagement rate',
        description:
          'Engagements per impression. Each column counts different engagements, so compare rates only within one column.',
      },
    },
    reasons,
    missing: 'Why some metrics are missing',
    archived: 'The last recorded values are shown with their date.',
  },
  overview: {
    title: 'Overview',
    loading: 'the overview',
    metrics: {
      IMPRESSIONS: 'Impressions',
      ENGAGEMENTS: 'Engagements',
      ENGAGEMENT_RATE: 'Engagement rate',
      LIKES: 'Likes',
      REPLIES: 'Replies',
      RETWEETS: 'Reposts',
      QUOTES: 'Quotes',
      BOOKMARKS: 'Bookmarks',
      LINK_CLICKS: 'Link clicks',
      PROFILE_CLICKS: 'Profile clicks',
      FOLLOWERS: 'Followers',
    },
    published: (count: number) => `${posts(count)} published`,
    updated: 'Updated',
    sampled: (when: string) => `Last sample ${when}`,
    coverage: (share: string) => `Samples cover ${share} of the period`,
    totals: 'Totals of the period',
    show: 'Show in the chart',
    points: (difference: string) => `${difference} pp`,
    sinceBefore: 'against the period before',
    noComparison: (share: string) =>
      `No comparison: samples cover ${share} of the period before, or too little of this one.`,
    noSample: 'The archive has no sample of it in this period.',
    newFollowers: 'New followers',
    perDay: (metric: string) => `${metric} per day`,
    perWeek: (metric: string) => `${metric} per week`,
    metric: 'Metric of the chart',
    total: 'Total',
    day: 'Day',
    week: 'Week from',
    running: 'Running total',
    gaps: (count: number) =>
      `No samples on ${plural(count, { one: 'day', other: 'days' })}, shown in gray. What known posts gained then counts on the next day with a sample.`,
    gapsWeekly: (count: number) =>
      `No samples in ${plural(count, { one: 'week', other: 'weeks' })}, shown in gray. What known posts gained then counts in the next week with a sample.`,
    topPosts: 'Top posts',
    topPostsBy: (metric: string) => `Published in the period, by ${metric.toLowerCase()}`,
    noTopPosts: 'No post that was published in this period is recorded.',
    allPosts: 'All posts',
    bestTimes: 'Best times to post',
    bestTimesOf: (days: number) =>
      `Median engagement rate by hour of publication, posts of the last ${days} days`,
    noBestTimes:
      'Not enough posts yet: an hour needs three posts with private metrics to be rated.',
    best: (day: string, hours: string, rate: string, count: number) =>
      `${day} ${hours}: ${rate} (${posts(count)})`,
    hourCell: (day: string, hour: string, count: number, rate: string | undefined) =>
      `${day} ${hour}: ${posts(count)}${rate === undefined ? '' : `, median ${rate}`}`,
    fewer: 'fewer than three posts',
    lower: 'Lower',
    higher: 'Higher',
    followers: 'Followers',
    followersGained: (change: string) => `${change} in the period`,
    followersUnknown: 'The gateway had no sample of the profile when the period began.',
    attention: 'Needs attention',
    reconnect: (account: string) =>
      `${account}: X no longer accepts the login. Private metrics are missing until you log in again.`,
    rateLimit: (endpoint: string, owner: string, left: string, reset: string) =>
      `X’s rate limit for ${endpoint} (${owner}) is nearly used: ${left}. It resets ${reset}.`,
    rateLimitUsed: (endpoint: string, owner: string, reset: string) =>
      `X’s rate limit for ${endpoint} (${owner}) is used up. It resets ${reset}. Until then, values from cache and archive are shown.`,
    left: (remaining: number, limit: string) =>
      `${plural(remaining, { one: 'request', other: 'requests' })} of ${limit} left`,
    spendNear: (spent: string, limit: string, reset: string) =>
      `${spent} of the spend limit of ${limit} is spent. It resets ${reset}.`,
    spendReached: (limit: string, reset: string) =>
      `The spend limit of ${limit} is reached. It resets ${reset}. Until then, values from cache and archive are shown.`,
    behind: (account: string, late: string) =>
      `${account}: the recorder is behind, a sample has been due since ${late}.`,
    limited: (account: string, missed: number, why: string) =>
      `${account}: the recorder left out ${missed === 0 ? 'posts' : posts(missed)}. ${why}`,
    limitedUntil: (when: string) => ` It tries again ${when}.`,
    recordingLimits,
    notRecorded: (account: string) =>
      `${account}: the recorder does not sample this account. Log in with it to have it recorded.`,
    recorderOff:
      'The recorder is off, so numbers are sampled only when somebody requests them. To have posts sampled on a schedule, set RECORD=own.',
    archiveOff: 'This gateway keeps no history yet',
    archiveOffText:
      'The overview is computed from samples of your posts that the gateway keeps. Its operator turns that on with two settings, and restarts it:',
    archiveSettings: {
      'ARCHIVE=on': 'keeps the metrics that the gateway sees',
      'RECORD=own': 'samples the posts of connected accounts on a schedule',
    },
    archiveEmpty: 'No samples in this period',
    archiveEmptyText: {
      recorded:
        'The recorder samples this account. The first numbers appear here within minutes, and changes after the second sample.',
      notRecorded:
        'Nothing of this account has been sampled. Open the list of posts to take a first sample. To have posts sampled on a schedule, the operator sets RECORD=own.',
    },
    meanwhile: 'See the current numbers in the list of posts',
    refused:
      'X no longer accepts this account’s login, so its archived numbers are not shown. Log in again.',
  },
  posts: {
    title: 'Posts',
    caption: (account: string) => `Posts of ${account}`,
    loading: 'posts',
    none: 'No posts match the filters.',
    noneAtAll: 'This account has no posts yet.',
    clear: 'Clear filters',
    withoutText: 'Post without text',
    onX: 'Open on X',
    numberOf: (formatted: string, all: string) => `${formatted} of ${all} posts`,
    timeline:
      'The newest posts first, as X sends them. Searching and sorting over all posts needs the recorder: set RECORD=own and ARCHIVE=on.',
    timelineBefore: (formatted: string) =>
      `The newest posts first, as X sends them. The archive has ${formatted} posts of this account, which can be searched and sorted.`,
    showRecorded: 'Show recorded posts',
    onlyRecorded: 'Only the posts that the archive has are listed.',
    showTimeline: 'Show the timeline',
    search: 'Search posts',
    kind: 'Kind',
    kinds: { post: 'Posts', reply: 'Replies', repost: 'Reposts', quote: 'Quotes' },
    kindOf: { POST: 'Post', REPLY: 'Reply', REPOST: 'Repost', QUOTE: 'Quote' },
    medium: 'Media',
    media: { photo: 'Photo', video: 'Video', animated_gif: 'GIF', none: 'Without media' },
    promoted: 'Promoted',
    promotedChoices: { any: 'All', yes: 'Promoted', no: 'Not promoted' },
    period: 'Posted',
    allTime: 'All time',
    any: 'All',
    several: (count: number) => `${count} chosen`,
    columnsMenu: 'Columns',
    columnsDefault: 'Default columns',
    sortBy: 'Sort by',
    ascending: 'Ascending',
    descending: 'Descending',
    select: (text: string) => `Select: ${text}`,
    selected: (count: number) => `${count} selected`,
    compare: 'Compare',
    clearSelection: 'Clear',
    trend: 'Impressions since it was posted',
    columns: {
      posted: { label: 'Posted', description: 'The time when the post was published.' },
      trend: { label: 'Trend', description: 'Impressions since the post was published.' },
      impressions: {
        label: 'Impressions',
        description: 'Public impressions: organic and promoted together.',
      },
      likes: { label: 'Likes', description: 'Public likes.' },
      replies: { label: 'Replies', description: 'Public replies.' },
      reposts: { label: 'Reposts', description: 'Reposts without a comment.' },
      quotes: { label: 'Quotes', description: 'Reposts with a comment.' },
      bookmarks: { label: 'Bookmarks', description: 'Public bookmarks.' },
      publicRate: {
        label: 'Public engagement rate',
        description: 'Likes, replies, reposts, quotes and bookmarks, divided by impressions.',
      },
      engagements: {
        label: 'Engagements',
        description: 'All that X counts as engagements. Visible only to the author.',
      },
      rate: {
        label: 'Engagement rate',
        description: 'Engagements divided by impressions. Visible only to the author.',
      },
      links: {
        label: 'Link clicks',
        description: 'Clicks on links. Visible only to the author.',
      },
      profile: {
        label: 'Profile clicks',
        description: 'Clicks on the author. Visible only to the author.',
      },
      organic: {
        label: 'Organic impressions',
        description: 'Impressions without ads. Visible only to the author.',
      },
      promoted: {
        label: 'Promoted impressions',
        description: 'Impressions from the author’s ads. Visible only to the author.',
      },
      share: {
        label: 'Promoted share',
        description:
          'Promoted impressions, divided by the sum of organic and promoted impressions.',
      },
    },
    export: {
      open: 'Export',
      title: 'Export posts',
      what: (posts: string, columns: string) =>
        `${posts} with the current search, filters and order, and these columns: ${columns}.`,
      allPosts: 'All posts of the timeline',
      pricing: 'Asking for the price …',
      free: 'Free: the posts are read from the gateway’s archive, and X is not asked.',
      price: (usd: string, posts: string) => `X bills at most ${usd} for ${posts}.`,
      start: 'Export CSV',
      cancel: 'Cancel',
      close: 'Close',
      progress: (done: string, all: string) => `${done} of ${all} posts`,
      progressOpen: (done: string) => `${done} posts`,
      done: (posts: string) => `Saved ${posts}.`,
      notWritten:
        'The file could not be written. Check the free space of the disk, and export again.',
      posted: (timeZone: string) => `Posted (${timeZone})`,
      text: 'Text',
      kind: 'Kind',
      author: 'Author',
      missing: 'Missing metrics',
    },
  },
  post: {
    title: 'Post',
    withoutText: (author: string) => `Post of @${author} without text`,
    loading: 'the post',
    posted: 'Posted',
    edited: 'Edited',
    privateUntil: 'X provides private metrics until about',
    onX: 'View on X',
    compare: 'Compare with other posts',
    noAltText: (kind: string) => `${kind} without a description`,
    headline: 'Main metrics',
    inDay: (change: string) => `${change} in 24 hours`,
    aboutInDay: (change: string) => `about ${change} in 24 hours`,
    estimated:
      'The gateway has no sample of exactly 24 hours ago. The value of that time is interpolated between the samples around it.',
    noDayChange: 'The gateway has no sample of 24 hours ago.',
    sincePosted: 'posted within 24 hours',
    allMetrics: 'All metrics',
    allMetricsTable: 'Table of all metrics',
    neverProvided: 'X does not provide this metric',
    shares: 'Organic and promoted',
    sharesColumns: ['Metric', 'Organic', 'Promoted', 'Promoted share'],
    sharesChart: 'Organic and promoted shares',
    noShares: 'There are no organic or promoted counts to compare yet.',
    fromAds: (share: string) => `${share} of the impressions came from ads.`,
    history: 'Over time',
    historyLoading: 'the history',
    chartLoading: 'the chart',
    overTime: (metric: string) => `${metric} over time`,
    totalOf: (metric: string) => `${metric}, running total`,
    gainedPer: {
      hour: 'Gained per hour',
      sixHours: 'Gained per 6 hours',
      day: 'Gained per day',
      week: 'Gained per week',
      month: 'Gained per month',
    },
    series: { total: 'Total', organic: 'Organic', promoted: 'Promoted' },
    gainedOf: (series: string) => `${series} gained`,
    until: 'Until',
    span: (from: string, to: string) => `${from} – ${to}`,
    timeRange: 'Time range',
    ranges: { day: '24 hours', week: '7 days', month: '28 days', all: 'All' },
    metric: 'Metric',
    chartCsv: 'Chart data as CSV',
    editedAt: (time: string) => `Edited ${time}`,
    promotedSince: (time: string) => `Promoted since ${time}`,
    promotedFromTo: (from: string, to: string) => `Promoted from ${from} to ${to}`,
    notEnough:
      'There are not enough samples in this time range. The gateway takes samples by its schedule, and whenever the post is requested.',
    retention: 'Video retention',
    retentionTable: 'Viewers per quartile',
    retentionMissing:
      'X provides retention only to the owner of a video, and only after it has been played.',
    ofTheVideo: (share: string) => `${share} of the video`,
    played: 'Played',
    all: 'All',
    long: (duration: string) => `${duration} long`,
    videoViews: 'views in all posts that contain it',
    completedDescription: 'The share of viewers who started the video and watched it to the end.',
    completed: 'completed',
    completedBy: (share: string) => `by ${share}`,
    retentionAsOf: 'Retention as of',
    views: 'Views, running total',
    watchedToTheEnd: 'Share of viewers who watched to the end',
  },
  live: {
    label: 'Live updates',
    open: 'Waiting for the first update …',
    lost: 'Connection lost. Reconnecting …',
    ended: 'The gateway ended the updates. Reconnecting …',
    every: (seconds: number) => `Updates every ${seconds} s. Last change`,
    slowDown,
  },
  compare: {
    title: 'Compare posts',
    caption: 'Compared posts',
    ids: 'Post ids or links',
    placeholder: 'https://x.com/username/status/1460323737035677698',
    help: (max: number) => `Up to ${max}, separated by commas or line breaks.`,
    compare: 'Compare',
    none: 'Enter at least one post id or link.',
    tooMany: (max: number) => `You can compare at most ${max} posts. The first ${max} are shown.`,
    ignored: (word: string) => `Ignored, because it is not a post id or link: ${word}`,
    notShown: 'Posts that cannot be shown',
    change: 'Change the posts',
    curves: 'Growth by age',
    curvesOf: (metric: string) => `${metric} by age`,
    metric: 'Metric',
    metrics: {
      impressionCount: 'Impressions',
      likeCount: 'Likes',
      replyCount: 'Replies',
      retweetCount: 'Reposts',
      bookmarkCount: 'Bookmarks',
    },
    age: 'Age of the posts',
    ages: { day: '24 hours', week: '7 days', month: '30 days' },
    valueAt: (value: string, age: string) => `${value} after ${age}`,
    notRecorded: 'Not recorded at this age',
    noCurves:
      'The archive has no samples of these posts at this age. The gateway records metrics whenever a post is requested.',
    moreCurves: (max: number) => `The curves of the first ${max} posts are shown.`,
  },
  key: {
    title: 'API key',
    orLogIn: 'If you have no key, use your own account:',
    needed: 'This gateway requires an API key. Enter the key that its operator gave you.',
    label: 'API key',
    help: 'This browser then uses the key for 30 days. Scripts cannot read it.',
    use: 'Use key',
    using: (name: string) => `API key “${name}”`,
    forget: 'Forget key',
    refused: 'This key is wrong, revoked or expired, or is for web pages only.',
    unreachable: 'The gateway did not accept the request. Try again.',
  },
  operator: {
    usage: 'X API usage and cost',
    usageSince: 'Since this page was opened. The cost is estimated from X’s list prices.',
    calls: 'Requests to X',
    postsRead: 'Posts read',
    fromCache: 'Posts from cache',
    cost: 'Estimated cost',
    rateLimits: 'Remaining rate limits of X',
    rateLimitsTable: 'Rate limits',
    account: 'Account',
    app: 'App',
    endpoint: 'Endpoint',
    remaining: 'Remaining requests',
    resetsAt: 'Resets at',
    remainingOf: (remaining: string, limit: string) => `${remaining} of ${limit}`,
    unknownNumber: 'an unknown number',
    accountOf: (id: string) => `Account ${id}`,
    loading: 'the gateway’s state',
    needsGrant:
      'Spend, keys, rate limits and errors of the whole gateway are shown to its operator. Enter an API key that grants OPERATOR.',
    needsKeys:
      'Spend, rate limits and errors of the whole gateway are shown to its operator: on the gateway’s own machine while it listens on loopback, or with an API key. Set GATEWAY_KEY or KEYS_FILE to use keys.',
    version: (version: string, processes: number, hosts: number) =>
      `Version ${version}, ${plural(processes, { one: 'process', other: 'processes' })} on ${plural(hosts, { one: 'machine', other: 'machines' })}.`,
    missing: (count: number) =>
      `${plural(count, { one: 'worker process', other: 'worker processes' })} did not respond.`,
    startedAt: 'Started',
    lastHour: 'Last hour',
    lastHourScope: 'Of all processes, by minute.',
    minutes: (label: string, total: string, most: string) =>
      `${label} by minute in the last hour: ${total} in all, at most ${most} in a minute`,
    mostPerMinute: (most: string) => `at most ${most} a minute`,
    errorsLabel: 'Errors',
    processesTitle: 'Processes',
    processesScope:
      'The worker processes of this machine and, with Redis, the processes of all machines.',
    processLabel: 'Process',
    processRecords: (host: string) => `${host}, records`,
    memory: 'Memory',
    subscribers: 'Subscribers',
    spentToday: 'Spent today (UTC)',
    spentMonth: 'Spent this month (UTC)',
    noLimit: 'no limit',
    ofLimit: (limit: string) => `of ${limit}`,
    callsToX: 'X API',
    callsNote: (inFlight: string, queued: string) => `${inFlight} in flight, ${queued} queued`,
    breaker: { CLOSED: 'Answers', HALF_OPEN: 'Trying again', OPEN: 'Suspended' },
    cache: 'Posts from cache',
    cacheNote: (entries: string, size: string, max: string) =>
      `${entries} entries, ${size} of ${max}`,
    recorder: 'Recorder',
    records: 'one process records',
    recordsElsewhere: 'none of these processes records',
    upToDate: 'Up to date',
    behindBy: (duration: string) => `${duration} behind`,
    uptime: 'Uptime',
    processNote: (memory: string, subscribers: string) =>
      `${memory} of memory, ${subscribers} subscribers`,
    spend: 'Spend',
    spendScope: 'Of the whole deployment, estimated from X’s list prices.',
    payer: 'Payer',
    payers: payerNames,
    today: 'Today',
    month: 'This month',
    dailyLimit: 'Share of the daily limit',
    monthlyLimit: 'Share of the monthly limit',
    nothing: 'Nothing was spent yet.',
    keys: 'API keys',
    keysScope: 'Keys of one name share their limits and their spend.',
    noKeys: 'No keys are set. Everyone who can reach this gateway can use it.',
    perMinute: 'Requests per minute',
    unlimited: 'no limit',
    expires: 'Expires',
    never: 'never',
    operations: 'Operations',
    operationsScope: 'Of all processes, today (UTC) since their start.',
    noOperations: 'No operation was answered today.',
    operation: 'Operation',
    key: 'Key',
    noKey: 'without a key',
    withKey: (key: string) => `key “${key}”`,
    requests: 'Requests',
    rateLimitsScope: 'As X reported them with recent calls.',
    noRateLimits: 'X has reported no rate limit yet.',
    accounts: 'Accounts',
    accountsScope: (count: number) =>
      plural(count, { one: 'connected account', other: 'connected accounts' }),
    leftOut: (count: number) =>
      `The recorder’s spend limit leaves out ${posts(count)} until the end of the UTC day.`,
    noAccounts: 'No account is connected.',
    reconnectNeeded: 'X no longer accepts its login',
    recorderOff: 'Not recorded: the recorder is off',
    recorded: 'Recorded',
    limitedBy: {
      SPEND_LIMIT: 'Limited by the spend limit',
      RATE_LIMIT: 'Limited by X’s rate limit',
      RECONNECT_NEEDED: 'X no longer accepts its login',
      NO_ANSWER: 'X does not answer',
    },
    lastSampled: 'Last sample',
    behind: 'Behind',
    errors: 'Errors of the last hour',
    errorsScope: 'In answers of all processes.',
    noErrors: 'No errors.',
    code: 'Code',
    count: 'Count',
    lastAt: 'Last',
  },
  errors: {
    byCode: errorsByCode,
    notices,
    unreachable:
      'The gateway cannot be reached. Check your connection and whether the gateway is running.',
    failed:
      'The gateway, or a proxy in front of it, failed. Try again later, or see its log for details.',
    resets: (time: string) => `It resets at ${time}.`,
    retryingIn: (time: string) => `Trying again in ${time}.`,
    retrying: 'Trying again …',
  },
}
