/**
 * @generated SignedSource<<69a220818bfb2f80d7b224603bb3a743>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
export type MetricsUnavailableReason = "EXPIRED" | "NOT_OWNER" | "NOT_PROMOTED" | "RECONNECT_NEEDED" | "REFUSED" | "REPOST" | "USER_CONTEXT_REQUIRED" | "%future added value";
export type MetricsVariant = "NON_PUBLIC" | "ORGANIC" | "PROMOTED" | "PUBLIC" | "%future added value";
export type postsPagesQuery$variables = {
  after?: string | null | undefined;
  first: number;
  user: string;
};
export type postsPagesQuery$data = {
  readonly user: {
    readonly posts: {
      readonly edges: ReadonlyArray<{
        readonly node: {
          readonly id: string;
          readonly organicMetrics: {
            readonly impressionCount: number | null | undefined;
            readonly likeCount: number | null | undefined;
          } | null | undefined;
          readonly publicMetrics: {
            readonly impressionCount: number | null | undefined;
            readonly likeCount: number | null | undefined;
          } | null | undefined;
          readonly unavailableMetrics: ReadonlyArray<{
            readonly reason: MetricsUnavailableReason;
            readonly variant: MetricsVariant;
          }>;
        } | null | undefined;
      }>;
      readonly pageInfo: {
        readonly endCursor: string | null | undefined;
        readonly hasNextPage: boolean;
      };
    } | null | undefined;
  } | null | undefined;
};
export type postsPagesQuery = {
  response: postsPagesQuery$data;
  variables: postsPagesQuery$variables;
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
  "name": "first"
},
v2 = {
  "defaultValue": null,
  "kind": "LocalArgument",
  "name": "user"
},
v3 = [
  {
    "fields": [
      {
        "kind": "Variable",
        "name": "id",
        "variableName": "user"
      }
    ],
    "kind": "ObjectValue",
    "name": "by"
  }
],
v4 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "id",
  "storageKey": null
},
v5 = [
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
v6 = [
  {
    "alias": null,
    "args": null,
    "concreteType": "PostEdge",
    "kind": "LinkedField",
    "name": "edges",
    "plural": true,
    "selections": [
      {
        "alias": null,
        "args": null,
        "concreteType": "Post",
        "kind": "LinkedField",
        "name": "node",
        "plural": false,
        "selections": [
          (v4/*:: as any*/),
          {
            "alias": null,
            "args": null,
            "concreteType": "PublicPostMetrics",
            "kind": "LinkedField",
            "name": "publicMetrics",
            "plural": false,
            "selections": (v5/*:: as any*/),
            "storageKey": null
          },
          {
            "alias": null,
            "args": null,
            "concreteType": "OrganicPostMetrics",
            "kind": "LinkedField",
            "name": "organicMetrics",
            "plural": false,
            "selections": (v5/*:: as any*/),
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
            "kind": "ScalarField",
            "name": "__typename",
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
  },
  {
    "alias": null,
    "args": null,
    "concreteType": "PageInfo",
    "kind": "LinkedField",
    "name": "pageInfo",
    "plural": false,
    "selections": [
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "endCursor",
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "hasNextPage",
        "storageKey": null
      }
    ],
    "storageKey": null
  }
],
v7 = [
  {
    "kind": "Variable",
    "name": "after",
    "variableName": "after"
  },
  {
    "kind": "Variable",
    "name": "first",
    "variableName": "first"
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
    "name": "postsPagesQuery",
    "selections": [
      {
        "alias": null,
        "args": (v3/*:: as any*/),
        "concreteType": "User",
        "kind": "LinkedField",
        "name": "user",
        "plural": false,
        "selections": [
          {
            "alias": "posts",
            "args": null,
            "concreteType": "PostConnection",
            "kind": "LinkedField",
            "name": "__User_posts_connection",
            "plural": false,
            "selections": (v6/*:: as any*/),
            "storageKey": null
          }
        ],
        "storageKey": null
      }
    ],
    "type": "Query",
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
    "name": "postsPagesQuery",
    "selections": [
      {
        "alias": null,
        "args": (v3/*:: as any*/),
        "concreteType": "User",
        "kind": "LinkedField",
        "name": "user",
        "plural": false,
        "selections": [
          {
            "alias": null,
            "args": (v7/*:: as any*/),
            "concreteType": "PostConnection",
            "kind": "LinkedField",
            "name": "posts",
            "plural": false,
            "selections": (v6/*:: as any*/),
            "storageKey": null
          },
          {
            "alias": null,
            "args": (v7/*:: as any*/),
            "filters": null,
            "handle": "connection",
            "key": "User_posts",
            "kind": "LinkedHandle",
            "name": "posts"
          },
          (v4/*:: as any*/)
        ],
        "storageKey": null
      }
    ]
  },
  "params": {
    "cacheID": "dcc650c63fcc0dd9610faf269500ee68",
    "id": null,
    "metadata": {
      "connection": [
        {
          "count": "first",
          "cursor": "after",
          "direction": "forward",
          "path": [
            "user",
            "posts"
          ]
        }
      ]
    },
    "name": "postsPagesQuery",
    "operationKind": "query",
    "text": "query postsPagesQuery(\n  $user: UserID!\n  $first: Int!\n  $after: String\n) {\n  user(by: {id: $user}) {\n    posts(first: $first, after: $after) {\n      edges {\n        node {\n          id\n          publicMetrics {\n            likeCount\n            impressionCount\n          }\n          organicMetrics {\n            likeCount\n            impressionCount\n          }\n          unavailableMetrics {\n            variant\n            reason\n          }\n          __typename\n        }\n        cursor\n      }\n      pageInfo {\n        endCursor\n        hasNextPage\n      }\n    }\n    id\n  }\n}\n"
  }
};
})();

(node as any).hash = "efe43bbe65e0c8d48206c65f3aaeaf68";

export default node;
