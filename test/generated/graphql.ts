/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Why private metrics are null. */
export type MetricsUnavailableReason =
  /** X refuses because of the age of the post, or of its video. X documents 30 days and serves some for longer. */
  | 'EXPIRED'
  /** The author is not among the connected accounts; or, as the message says, another account uploaded a video of the post. */
  | 'NOT_OWNER'
  /** The post was never promoted by its author. */
  | 'NOT_PROMOTED'
  /** The post was read from the archive, as `topPosts` and `recordedPosts` do, and the archive has no sample of these metrics. */
  | 'NOT_RECORDED'
  /** The author is connected, but X no longer accepts the account’s tokens: log in again. */
  | 'RECONNECT_NEEDED'
  /** X refused for no known reason; the message quotes X, if X gave one. */
  | 'REFUSED'
  /** X shows no private metrics of a repost. Request the original post. */
  | 'REPOST'
  /** No account is connected. */
  | 'USER_CONTEXT_REQUIRED';

/** The four variants of the metrics of a post. */
export type MetricsVariant =
  /** `nonPublicMetrics`: metrics for the author only, organic and promoted together. */
  | 'NON_PUBLIC'
  /** `organicMetrics`: metrics without ads, for the author only. */
  | 'ORGANIC'
  /** `promotedMetrics`: metrics from ads of the author’s account, for the author only. */
  | 'PROMOTED'
  /** `publicMetrics`: the metrics that everybody sees. */
  | 'PUBLIC';

export type DashboardQueryVariables = Exact<{
  ids: Array<string> | string;
}>;


export type DashboardQuery = { posts: Array<{ id: string, createdAt: string | null, author: { username: string | null } | null, publicMetrics: { impressionCount: number | null, likeCount: number | null, retweetsAndQuotesCount: number | null } | null, organicMetrics: { impressionCount: number | null, urlLinkClicks: number | null } | null, unavailableMetrics: Array<{ variant: MetricsVariant, reason: MetricsUnavailableReason }>, media: Array<
      | { mediaKey: string }
      | { mediaKey: string }
      | { mediaKey: string }
      | { mediaKey: string, nonPublicMetrics: { playback100Count: number | null } | null }
    > | null } | null> };


export const DashboardDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Dashboard"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ids"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PostID"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"posts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ids"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ids"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"author"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"username"}}]}},{"kind":"Field","name":{"kind":"Name","value":"publicMetrics"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"impressionCount"}},{"kind":"Field","name":{"kind":"Name","value":"likeCount"}},{"kind":"Field","name":{"kind":"Name","value":"retweetsAndQuotesCount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"organicMetrics"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"impressionCount"}},{"kind":"Field","name":{"kind":"Name","value":"urlLinkClicks"}}]}},{"kind":"Field","name":{"kind":"Name","value":"unavailableMetrics"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"variant"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}},{"kind":"Field","name":{"kind":"Name","value":"media"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mediaKey"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Video"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nonPublicMetrics"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"playback100Count"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<DashboardQuery, DashboardQueryVariables>;