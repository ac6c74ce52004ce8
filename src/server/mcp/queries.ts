// The queries of the tools.

const POST_METRICS = `
  fragment PostMetrics on Post {
    id text createdAt
    author { id username name }
    publicMetrics { impressionCount likeCount replyCount retweetCount quoteCount bookmarkCount }
    organicMetrics @include(if: $private) {
      impressionCount likeCount replyCount retweetCount urlLinkClicks userProfileClicks engagementRate asOf
    }
    nonPublicMetrics @include(if: $private) {
      impressionCount engagements urlLinkClicks userProfileClicks asOf
    }
    unavailableMetrics @include(if: $private) { variant reason message }
  }`

export const POSTS = `query McpPosts($ids: [PostID!]!, $private: Boolean!) {
    posts(ids: $ids) { ...PostMetrics }
  }${POST_METRICS}`

export const OWN_POSTS = `query McpOwnPosts($first: Int!, $after: String, $private: Boolean!) {
    viewer {
      loginUrl
      accounts {
        user { id }
        reconnectNeeded
        posts(first: $first, after: $after) {
          edges { node { ...PostMetrics } }
          pageInfo { endCursor hasNextPage }
        }
      }
    }
  }${POST_METRICS}`

export const HISTORY = `query McpHistory(
    $id: PostID!, $variant: MetricsVariant!, $since: DateTime!, $until: DateTime, $step: Int
  ) {
    post(id: $id) {
      id text createdAt
      metricsHistory(variant: $variant, since: $since, until: $until, step: $step) {
        at impressionCount likeCount replyCount retweetCount quoteCount bookmarkCount engagements
        urlLinkClicks userProfileClicks
      }
    }
  }`

const COUNTS = `
  impressionCount likeCount replyCount retweetCount quoteCount bookmarkCount engagements urlLinkClicks
  userProfileClicks`

const SUMMARY_FIELDS = `since until posts followers followerChange engagementRate coverage ${COUNTS}`

export const SUMMARY = `query McpSummary($since: DateTime!, $until: DateTime) {
    viewer {
      loginUrl
      accounts {
        id
        summary(since: $since, until: $until) { ${SUMMARY_FIELDS} before { ${SUMMARY_FIELDS} } }
      }
    }
  }`

export const SERIES = `query McpSeries(
    $metric: Metric!, $variant: MetricsVariant, $since: DateTime!, $until: DateTime, $stepMinutes: Int,
    $timezone: String
  ) {
    viewer {
      loginUrl
      accounts {
        id
        series(
          metric: $metric, variant: $variant, since: $since, until: $until, stepMinutes: $stepMinutes,
          timezone: $timezone
        ) { at gained total }
      }
    }
  }`

const RECORDED_POST = `
  fragment RecordedPost on Post {
    id displayText kind createdAt
    publicMetrics {
      impressionCount likeCount replyCount retweetCount quoteCount bookmarkCount asOf
    }
    nonPublicMetrics { impressionCount engagements urlLinkClicks userProfileClicks asOf }
    unavailableMetrics { variant reason message }
  }`

export const TOP_POSTS = `query McpTopPosts(
    $by: PostOrder!, $since: DateTime!, $until: DateTime, $first: Int
  ) {
    viewer {
      loginUrl
      accounts { id topPosts(by: $by, since: $since, until: $until, first: $first) { ...RecordedPost } }
    }
  }${RECORDED_POST}`

export const RECORDED_POSTS = `query McpRecordedPosts(
    $orderBy: PostOrder, $direction: ListDirection, $kinds: [PostKind!], $mediaTypes: [String!], $search: String, $hasMedia: Boolean, $promoted: Boolean, $excludeReplies: Boolean,
    $excludeReposts: Boolean, $since: DateTime, $until: DateTime, $first: Int, $after: String
  ) {
    viewer {
      loginUrl
      accounts {
        id
        recordedPosts(
          orderBy: $orderBy, direction: $direction, kinds: $kinds, mediaTypes: $mediaTypes, search: $search, hasMedia: $hasMedia, promoted: $promoted,
          excludeReplies: $excludeReplies, excludeReposts: $excludeReposts, since: $since, until: $until,
          first: $first, after: $after
        ) { totalCount edges { node { ...RecordedPost } } pageInfo { endCursor hasNextPage } }
      }
    }
  }${RECORDED_POST}`

export const BEST_TIMES = `query McpBestTimes($since: DateTime!, $timezone: String) {
    viewer {
      loginUrl
      accounts {
        id
        bestTimes(since: $since, timezone: $timezone) { weekday hour posts medianEngagementRate }
      }
    }
  }`
