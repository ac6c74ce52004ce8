/* eslint-disable */
import * as types from './graphql.ts';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "fragment PostMetrics on Post {\n  id\n  publicMetrics {\n    likeCount\n    impressionCount\n  }\n  organicMetrics {\n    likeCount\n    impressionCount\n  }\n  unavailableMetrics {\n    variant\n    reason\n  }\n}\n\nquery List($ids: [PostID!]!) {\n  posts(ids: $ids) {\n    ...PostMetrics\n    referencedPosts {\n      postId\n      type\n    }\n  }\n}\n\nquery Pages($user: UserID!, $first: Int!, $after: String) {\n  user(by: {id: $user}) {\n    id\n    posts(first: $first, after: $after) {\n      edges {\n        cursor\n        node {\n          ...PostMetrics\n        }\n      }\n      pageInfo {\n        endCursor\n        hasNextPage\n      }\n    }\n  }\n}\n\nsubscription Live($ids: [PostID!]!, $every: Int, $after: ID) {\n  postMetrics(ids: $ids, every: $every, after: $after) {\n    posts {\n      id\n      publicMetrics {\n        likeCount\n      }\n    }\n    lost {\n      postId\n      message\n    }\n    cursor\n  }\n}": typeof types.PostMetricsFragmentDoc,
};
const documents: Documents = {
    "fragment PostMetrics on Post {\n  id\n  publicMetrics {\n    likeCount\n    impressionCount\n  }\n  organicMetrics {\n    likeCount\n    impressionCount\n  }\n  unavailableMetrics {\n    variant\n    reason\n  }\n}\n\nquery List($ids: [PostID!]!) {\n  posts(ids: $ids) {\n    ...PostMetrics\n    referencedPosts {\n      postId\n      type\n    }\n  }\n}\n\nquery Pages($user: UserID!, $first: Int!, $after: String) {\n  user(by: {id: $user}) {\n    id\n    posts(first: $first, after: $after) {\n      edges {\n        cursor\n        node {\n          ...PostMetrics\n        }\n      }\n      pageInfo {\n        endCursor\n        hasNextPage\n      }\n    }\n  }\n}\n\nsubscription Live($ids: [PostID!]!, $every: Int, $after: ID) {\n  postMetrics(ids: $ids, every: $every, after: $after) {\n    posts {\n      id\n      publicMetrics {\n        likeCount\n      }\n    }\n    lost {\n      postId\n      message\n    }\n    cursor\n  }\n}": types.PostMetricsFragmentDoc,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment PostMetrics on Post {\n  id\n  publicMetrics {\n    likeCount\n    impressionCount\n  }\n  organicMetrics {\n    likeCount\n    impressionCount\n  }\n  unavailableMetrics {\n    variant\n    reason\n  }\n}\n\nquery List($ids: [PostID!]!) {\n  posts(ids: $ids) {\n    ...PostMetrics\n    referencedPosts {\n      postId\n      type\n    }\n  }\n}\n\nquery Pages($user: UserID!, $first: Int!, $after: String) {\n  user(by: {id: $user}) {\n    id\n    posts(first: $first, after: $after) {\n      edges {\n        cursor\n        node {\n          ...PostMetrics\n        }\n      }\n      pageInfo {\n        endCursor\n        hasNextPage\n      }\n    }\n  }\n}\n\nsubscription Live($ids: [PostID!]!, $every: Int, $after: ID) {\n  postMetrics(ids: $ids, every: $every, after: $after) {\n    posts {\n      id\n      publicMetrics {\n        likeCount\n      }\n    }\n    lost {\n      postId\n      message\n    }\n    cursor\n  }\n}"): (typeof documents)["fragment PostMetrics on Post {\n  id\n  publicMetrics {\n    likeCount\n    impressionCount\n  }\n  organicMetrics {\n    likeCount\n    impressionCount\n  }\n  unavailableMetrics {\n    variant\n    reason\n  }\n}\n\nquery List($ids: [PostID!]!) {\n  posts(ids: $ids) {\n    ...PostMetrics\n    referencedPosts {\n      postId\n      type\n    }\n  }\n}\n\nquery Pages($user: UserID!, $first: Int!, $after: String) {\n  user(by: {id: $user}) {\n    id\n    posts(first: $first, after: $after) {\n      edges {\n        cursor\n        node {\n          ...PostMetrics\n        }\n      }\n      pageInfo {\n        endCursor\n        hasNextPage\n      }\n    }\n  }\n}\n\nsubscription Live($ids: [PostID!]!, $every: Int, $after: ID) {\n  postMetrics(ids: $ids, every: $every, after: $after) {\n    posts {\n      id\n      publicMetrics {\n        likeCount\n      }\n    }\n    lost {\n      postId\n      message\n    }\n    cursor\n  }\n}"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;