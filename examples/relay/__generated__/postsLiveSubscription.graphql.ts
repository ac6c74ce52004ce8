/**
 * @generated SignedSource<<e7e60b8ee8c35b06654d79e3fc688019>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
export type postsLiveSubscription$variables = {
  after?: string | null | undefined;
  every?: number | null | undefined;
  ids: ReadonlyArray<string>;
};
export type postsLiveSubscription$data = {
  readonly postMetrics: {
    readonly cursor: string;
    readonly lost: ReadonlyArray<{
      readonly message: string;
      readonly postId: string;
    }>;
    readonly posts: ReadonlyArray<{
      readonly id: string;
      readonly publicMetrics: {
        readonly likeCount: number | null | undefined;
      } | null | undefined;
    }>;
  };
};
export type postsLiveSubscription = {
  response: postsLiveSubscription$data;
  variables: postsLiveSubscription$variables;
};

const node: ConcreteRequest = (function(){
var v0 = {
  "defaultValue": null,
  "kind": "LocalArgument",
  "name": "after"
},
v1 = {
  "defaultValue": null,
  "kind": "LocalArgument",
  "name": "every"
},
v2 = {
  "defaultValue": null,
  "kind": "LocalArgument",
  "name": "ids"
},
v3 = [
  {
    "alias": null,
    "args": [
      {
        "kind": "Variable",
        "name": "after",
        "variableName": "after"
      },
      {
        "kind": "Variable",
        "name": "every",
        "variableName": "every"
      },
      {
        "kind": "Variable",
        "name": "ids",
        "variableName": "ids"
      }
    ],
    "concreteType": "LiveMetrics",
    "kind": "LinkedField",
    "name": "postMetrics",
    "plural": false,
    "selections": [
      {
        "alias": null,
        "args": null,
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
            "selections": [
              {
                "alias": null,
                "args": null,
                "kind": "ScalarField",
                "name": "likeCount",
                "storageKey": null
              }
            ],
            "storageKey": null
          }
        ],
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "concreteType": "LostPost",
        "kind": "LinkedField",
        "name": "lost",
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
            "name": "message",
            "storageKey": null
          }
        ],
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "cursor",
        "storageKey": null
      }
    ],
    "storageKey": null
  }
];
return {
  "fragment": {
    "argumentDefinitions": [
      (v0/*:: as any*/),
      (v1/*:: as any*/),
      (v2/*:: as any*/)
    ],
    "kind": "Fragment",
    "metadata": null,
    "name": "postsLiveSubscription",
    "selections": (v3/*:: as any*/),
    "type": "Subscription",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": [
      (v2/*:: as any*/),
      (v1/*:: as any*/),
      (v0/*:: as any*/)
    ],
    "kind": "Operation",
    "name": "postsLiveSubscription",
    "selections": (v3/*:: as any*/)
  },
  "params": {
    "cacheID": "82926faedaaf56024899a7afe222fa7f",
    "id": null,
    "metadata": {},
    "name": "postsLiveSubscription",
    "operationKind": "subscription",
    "text": "subscription postsLiveSubscription(\n  $ids: [PostID!]!\n  $every: Int\n  $after: ID\n) {\n  postMetrics(ids: $ids, every: $every, after: $after) {\n    posts {\n      id\n      publicMetrics {\n        likeCount\n      }\n    }\n    lost {\n      postId\n      message\n    }\n    cursor\n  }\n}\n"
  }
};
})();

(node as any).hash = "a569dc1f9d19c5ef4b384fa94a0ed273";

export default node;
