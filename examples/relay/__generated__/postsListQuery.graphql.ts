/**
 * @generated SignedSource<<c731dee664f39be60d559003b54f3d59>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
export type MetricsUnavailableReason = "EXPIRED" | "NOT_OWNER" | "NOT_PROMOTED" | "NOT_RECORDED" | "RECONNECT_NEEDED" | "REFUSED" | "REPOST" | "USER_CONTEXT_REQUIRED" | "%future added value";
export type MetricsVariant = "NON_PUBLIC" | "ORGANIC" | "PROMOTED" | "PUBLIC" | "%future added value";
export type ReferenceType = "QUOTED" | "REPLIED_TO" | "RETWEETED" | "%future added value";
export type postsListQuery$variables = {
  ids: ReadonlyArray<string>;
};
export type postsListQuery$data = {
  readonly posts: ReadonlyArray<{
    readonly id: string;
    readonly organicMetrics: {
      readonly impressionCount: number | null | undefined;
      readonly likeCount: number | null | undefined;
    } | null | undefined;
    readonly publicMetrics: {
      readonly impressionCount: number | null | undefined;
      readonly likeCount: number | null | undefined;
    } | null | undefined;
    readonly referencedPosts: ReadonlyArray<{
      readonly postId: string;
      readonly type: ReferenceType;
    }> | null | undefined;
    readonly unavailableMetrics: ReadonlyArray<{
      readonly reason: MetricsUnavailableReason;
      readonly variant: MetricsVariant;
    }>;
  } | null | undefined>;
};
export type postsListQuery = {
  response: postsListQuery$data;
  variables: postsListQuery$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "ids"
  }
],
v1 = [
  {
    "alias": null,
    "args": null,
    "kind": "ScalarField",
    "name": "likeCount",
    "storageKey": null
  },
  {
    "alias": null,
    "args": null,
    "kind": "ScalarField",
    "name": "impressionCount",
    "storageKey": null
  }
],
v2 = [
  {
    "alias": null,
    "args": [
      {
        "kind": "Variable",
        "name": "ids",
        "variableName": "ids"
      }
    ],
    "concreteType": "Post",
    "kind": "LinkedField",
    "name": "posts",
    "plural": true,
    "selections": [
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "id",
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "concreteType": "PublicPostMetrics",
        "kind": "LinkedField",
        "name": "publicMetrics",
        "plural": false,
        "selections": (v1/*:: as any*/),
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "concreteType": "OrganicPostMetrics",
        "kind": "LinkedField",
        "name": "organicMetrics",
        "plural": false,
        "selections": (v1/*:: as any*/),
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "concreteType": "UnavailableMetrics",
        "kind": "LinkedField",
        "name": "unavailableMetrics",
        "plural": true,
        "selections": [
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "variant",
            "storageKey": null
          },
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "reason",
            "storageKey": null
          }
        ],
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "concreteType": "ReferencedPost",
        "kind": "LinkedField",
        "name": "referencedPosts",
        "plural": true,
        "selections": [
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "postId",
            "storageKey": null
          },
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "type",
            "storageKey": null
          }
        ],
        "storageKey": null
      }
    ],
    "storageKey": null
  }
];
return {
  "fragment": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Fragment",
    "metadata": null,
    "name": "postsListQuery",
    "selections": (v2/*:: as any*/),
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "postsListQuery",
    "selections": (v2/*:: as any*/)
  },
  "params": {
    "cacheID": "81df4e87f4b1d56f5ef1d26073e21c39",
    "id": null,
    "metadata": {},
    "name": "postsListQuery",
    "operationKind": "query",
    "text": "query postsListQuery(\n  $ids: [PostID!]!\n) {\n  posts(ids: $ids) {\n    id\n    publicMetrics {\n      likeCount\n      impressionCount\n    }\n    organicMetrics {\n      likeCount\n      impressionCount\n    }\n    unavailableMetrics {\n      variant\n      reason\n    }\n    referencedPosts {\n      postId\n      type\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "ccdcfa99cf9ef249c0298f604ffa7891";

export default node;
