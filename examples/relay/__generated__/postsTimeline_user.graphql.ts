/**
 * @generated SignedSource<<8ddc27265dfb37800031681eaee4c298>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ReaderFragment } from 'relay-runtime';
export type MetricsUnavailableReason = "EXPIRED" | "NOT_OWNER" | "NOT_PROMOTED" | "NOT_RECORDED" | "RECONNECT_NEEDED" | "REFUSED" | "REPOST" | "USER_CONTEXT_REQUIRED" | "%future added value";
export type MetricsVariant = "NON_PUBLIC" | "ORGANIC" | "PROMOTED" | "PUBLIC" | "%future added value";
import { FragmentRefs } from "relay-runtime";
export type postsTimeline_user$data = {
  readonly id: string;
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
  } | null | undefined;
  readonly " $fragmentType": "postsTimeline_user";
};
export type postsTimeline_user$key = {
  readonly " $data"?: postsTimeline_user$data;
  readonly " $fragmentSpreads": FragmentRefs<"postsTimeline_user">;
};

import postsTimelineQuery_graphql from './postsTimelineQuery.graphql';

const node: ReaderFragment = (function(){
var v0 = [
  "posts"
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
];
return {
  "argumentDefinitions": [
    {
      "defaultValue": null,
      "kind": "LocalArgument",
      "name": "after"
    },
    {
      "defaultValue": null,
      "kind": "LocalArgument",
      "name": "first"
    }
  ],
  "kind": "Fragment",
  "metadata": {
    "connection": [
      {
        "count": "first",
        "cursor": "after",
        "direction": "forward",
        "path": (v0/*:: as any*/)
      }
    ],
    "refetch": {
      "connection": {
        "forward": {
          "count": "first",
          "cursor": "after"
        },
        "backward": null,
        "path": (v0/*:: as any*/)
      },
      "fragmentPathInResult": [
        "fetch__User"
      ],
      "operation": postsTimelineQuery_graphql,
      "identifierInfo": {
        "identifierField": "id",
        "identifierQueryVariableName": "id"
      }
    }
  },
  "name": "postsTimeline_user",
  "selections": [
    {
      "alias": "posts",
      "args": null,
      "concreteType": "PostConnection",
      "kind": "LinkedField",
      "name": "__User_posts_connection",
      "plural": false,
      "selections": [
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
      "storageKey": null
    },
    (v1/*:: as any*/)
  ],
  "type": "User",
  "abstractKey": null
};
})();

(node as any).hash = "9a9cafd72a7727b70e694939d9cbc71f";

export default node;
