// What is asked with Relay. `relay-compiler examples/relay/relay.config.json` reads it and writes __generated__; with
// Relay's Babel plugin (or Vite's, or SWC's) these may stand wherever they are used, and need no import.

import { graphql } from 'relay-runtime'

export const documents = () => [
  graphql`
    query postsListQuery($ids: [PostID!]!) {
      posts(ids: $ids) {
        id
        publicMetrics { likeCount impressionCount }
        organicMetrics { likeCount impressionCount }
        unavailableMetrics { variant reason }
        referencedPosts { id type }
      }
    }
  `,
  graphql`
    query postsOneQuery($id: PostID!) {
      post(id: $id) @catch {
        id
        publicMetrics { likeCount impressionCount }
      }
    }
  `,
  graphql`
    query postsPagesQuery($user: UserID!, $first: Int!, $after: String) {
      user(id: $user) {
        posts(first: $first, after: $after) @connection(key: "User_posts") {
          edges {
            node {
              id
              publicMetrics { likeCount impressionCount }
              organicMetrics { likeCount impressionCount }
              unavailableMetrics { variant reason }
            }
          }
          pageInfo { endCursor hasNextPage }
        }
      }
    }
  `,
  graphql`
    subscription postsLiveSubscription($ids: [PostID!]!, $every: Int, $after: ID) {
      postMetrics(ids: $ids, every: $every, after: $after) {
        posts { id publicMetrics { likeCount } }
        lost { id message }
        cursor
      }
    }
  `,
]
