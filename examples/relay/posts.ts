// The GraphQL documents of the Relay example. `relay-compiler examples/relay/relay.config.json` reads them and writes
// __generated__. With Relay's plugin for Babel, Vite or SWC, write them next to the code that uses them instead.

import { graphql } from 'relay-runtime'

export const documents = () => [
  graphql`
    query postsListQuery($ids: [PostID!]!) {
      posts(ids: $ids) {
        id
        publicMetrics { likeCount impressionCount }
        organicMetrics { likeCount impressionCount }
        unavailableMetrics { variant reason }
        referencedPosts { postId type }
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
      user(by: { id: $user }) {
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
        lost { postId message }
        cursor
      }
    }
  `,
]
