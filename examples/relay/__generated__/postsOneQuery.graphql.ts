/**
 * @generated SignedSource<<3a2072db37f48b888f98330653c47924>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ConcreteRequest } from 'relay-runtime';
import { Result } from "relay-runtime";
export type postsOneQuery$variables = {
  id: string;
};
export type postsOneQuery$data = {
  readonly post: Result<{
    readonly id: string;
    readonly publicMetrics: {
      readonly impressionCount: number | null | undefined;
      readonly likeCount: number | null | undefined;
    } | null | undefined;
  } | null | undefined, unknown>;
};
export type postsOneQuery = {
  response: postsOneQuery$data;
  variables: postsOneQuery$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "id"
  }
],
v1 = {
  "alias": null,
  "args": [
    {
      "kind": "Variable",
      "name": "id",
      "variableName": "id"
    }
  ],
  "concreteType": "Post",
  "kind": "LinkedField",
  "name": "post",
  "plural": false,
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
        },
        {
          "alias": null,
          "args": null,
          "kind": "ScalarField",
          "name": "impressionCount",
          "storageKey": null
        }
      ],
      "storageKey": null
    }
  ],
  "storageKey": null
};
return {
  "fragment": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Fragment",
    "metadata": null,
    "name": "postsOneQuery",
    "selections": [
      {
        "kind": "CatchField",
        "field": (v1/*:: as any*/),
        "to": "RESULT"
      }
    ],
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "postsOneQuery",
    "selections": [
      (v1/*:: as any*/)
    ]
  },
  "params": {
    "cacheID": "d61495a633b2228191e8046e956bc286",
    "id": null,
    "metadata": {},
    "name": "postsOneQuery",
    "operationKind": "query",
    "text": "query postsOneQuery(\n  $id: PostID!\n) {\n  post(id: $id) {\n    id\n    publicMetrics {\n      likeCount\n      impressionCount\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "c30e4302dc4b5f6b9d4790ff08243d31";

export default node;
