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
    query postsPagesQuery($user: UserID!, $first: Int!) {
      user(by: { id: $user }) {
        ...postsTimeline_user @arguments(first: $first)
      }
    }
  `,
  graphql`
    fragment postsTimeline_user on User
    @argumentDefinitions(first: { type: "Int!" }, after: { type: "String" })
    @refetchable(queryName: "postsTimelineQuery") {
      posts(first: $first, after: $after) @connection(key: "User_posts") {
        edges {
          node {
            id
            publicMetrics { likeCount impressionCount }
            organicMetrics { likeCount impressionCount }
            unavailableMetrics { variant reason }
          }
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
