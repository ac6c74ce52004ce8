/**
 * @generated SignedSource<<d7a9641d6f4994e4550d551994b61e98>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
export type MetricsUnavailableReason = "EXPIRED" | "NOT_OWNER" | "NOT_PROMOTED" | "RECONNECT_NEEDED" | "REFUSED" | "REPOST" | "USER_CONTEXT_REQUIRED" | "%future added value";
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
      readonly id: string;
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
v1 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "id",
  "storageKey": null
},
v2 = [
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
v3 = [
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
      (v1/*:: as any*/),
      {
        "alias": null,
        "args": null,
        "concreteType": "PublicPostMetrics",
        "kind": "LinkedField",
        "name": "publicMetrics",
        "plural": false,
        "selections": (v2/*:: as any*/),
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "concreteType": "OrganicPostMetrics",
        "kind": "LinkedField",
        "name": "organicMetrics",
        "plural": false,
        "selections": (v2/*:: as any*/),
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
          (v1/*:: as any*/),
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
    "selections": (v3/*:: as any*/),
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "postsListQuery",
    "selections": (v3/*:: as any*/)
  },
  "params": {
    "cacheID": "8bd3e7fdfdf672958224d002d995deb0",
    "id": null,
    "metadata": {},
    "name": "postsListQuery",
    "operationKind": "query",
    "text": "query postsListQuery(\n  $ids: [PostID!]!\n) {\n  posts(ids: $ids) {\n    id\n    publicMetrics {\n      likeCount\n      impressionCount\n    }\n    organicMetrics {\n      likeCount\n      impressionCount\n    }\n    unavailableMetrics {\n      variant\n      reason\n    }\n    referencedPosts {\n      id\n      type\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "240cf8a3529eeffbb77f046f5e7230d4";

export default node;
