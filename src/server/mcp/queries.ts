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
