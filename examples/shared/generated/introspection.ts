import type { IntrospectionQuery } from 'graphql'

export const introspection = {
 "__schema": {
  "queryType": {
   "name": "Query",
   "kind": "OBJECT"
  },
  "mutationType": {
   "name": "Mutation",
   "kind": "OBJECT"
  },
  "subscriptionType": {
   "name": "Subscription",
   "kind": "OBJECT"
  },
  "types": [
   {
    "kind": "OBJECT",
    "name": "Account",
    "fields": [
     {
      "name": "connectedAt",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "method",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "owned",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "posts",
      "type": {
       "kind": "OBJECT",
       "name": "PostConnection",
       "ofType": null
      },
      "args": [
       {
        "name": "after",
        "type": {
         "kind": "SCALAR",
         "name": "Any"
        }
       },
       {
        "name": "before",
        "type": {
         "kind": "SCALAR",
         "name": "Any"
        }
       },
       {
        "name": "excludeReplies",
        "type": {
         "kind": "SCALAR",
         "name": "Any"
        }
       },
       {
        "name": "excludeReposts",
        "type": {
         "kind": "SCALAR",
         "name": "Any"
        }
       },
       {
        "name": "first",
        "type": {
         "kind": "SCALAR",
         "name": "Any"
        }
       },
       {
        "name": "last",
        "type": {
         "kind": "SCALAR",
         "name": "Any"
        }
       },
       {
        "name": "since",
        "type": {
         "kind": "SCALAR",
         "name": "Any"
        }
       },
       {
        "name": "until",
        "type": {
         "kind": "SCALAR",
         "name": "Any"
        }
       }
      ]
     },
     {
      "name": "reconnectNeeded",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "scopes",
      "type": {
       "kind": "LIST",
       "ofType": {
        "kind": "NON_NULL",
        "ofType": {
         "kind": "SCALAR",
         "name": "Any"
        }
       }
      },
      "args": []
     },
     {
      "name": "user",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "name": "User",
        "kind": "OBJECT",
        "ofType": null
       }
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "AnimatedGif",
    "fields": [
     {
      "name": "altText",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "height",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "mediaKey",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "previewImageUrl",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "publicMetrics",
      "type": {
       "kind": "OBJECT",
       "name": "PublicMediaMetrics",
       "ofType": null
      },
      "args": []
     },
     {
      "name": "type",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "variants",
      "type": {
       "kind": "LIST",
       "ofType": {
        "kind": "NON_NULL",
        "ofType": {
         "name": "MediaVariant",
         "kind": "OBJECT",
         "ofType": null
        }
       }
      },
      "args": []
     },
     {
      "name": "width",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     }
    ],
    "interfaces": [
     {
      "kind": "INTERFACE",
      "name": "Media"
     }
    ]
   },
   {
    "kind": "OBJECT",
    "name": "AnnotationEntity",
    "fields": [
     {
      "name": "end",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "normalizedText",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "probability",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "start",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "type",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "ContextAnnotation",
    "fields": [
     {
      "name": "domain",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "name": "ContextDomain",
        "kind": "OBJECT",
        "ofType": null
       }
      },
      "args": []
     },
     {
      "name": "entity",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "name": "ContextEntity",
        "kind": "OBJECT",
        "ofType": null
       }
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "ContextDomain",
    "fields": [
     {
      "name": "description",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "id",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "name",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "ContextEntity",
    "fields": [
     {
      "name": "description",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "id",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "name",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "Coordinates",
    "fields": [
     {
      "name": "latitude",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "longitude",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "EditControls",
    "fields": [
     {
      "name": "editableUntil",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "editsRemaining",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "isEditEligible",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "LabsTweetMetrics",
    "fields": [
     {
      "name": "impressionCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "likeCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "quoteCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "replyCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "retweetCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "LabsVideoMetrics",
    "fields": [
     {
      "name": "mediaKey",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "playback0Count",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "playback25Count",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "playback50Count",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "playback75Count",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "playback100Count",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "viewCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "LiveMetrics",
    "fields": [
     {
      "name": "at",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "cursor",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "every",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "lost",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "LIST",
        "ofType": {
         "kind": "NON_NULL",
         "ofType": {
          "name": "LostPost",
          "kind": "OBJECT",
          "ofType": null
         }
        }
       }
      },
      "args": []
     },
     {
      "name": "posts",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "LIST",
        "ofType": {
         "kind": "NON_NULL",
         "ofType": {
          "name": "Post",
          "kind": "OBJECT",
          "ofType": null
         }
        }
       }
      },
      "args": []
     },
     {
      "name": "slowedDown",
      "type": {
       "kind": "OBJECT",
       "name": "SlowDown",
       "ofType": null
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "LostPost",
    "fields": [
     {
      "name": "code",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "id",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "message",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "INTERFACE",
    "name": "Media",
    "fields": [
     {
      "name": "altText",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "height",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "mediaKey",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "type",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "width",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     }
    ],
    "interfaces": [],
    "possibleTypes": [
     {
      "kind": "OBJECT",
      "name": "AnimatedGif"
     },
     {
      "kind": "OBJECT",
      "name": "Photo"
     },
     {
      "kind": "OBJECT",
      "name": "Video"
     }
    ]
   },
   {
    "kind": "OBJECT",
    "name": "MediaVariant",
    "fields": [
     {
      "name": "bitRate",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "contentType",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "url",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "MentionEntity",
    "fields": [
     {
      "name": "end",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "start",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "user",
      "type": {
       "kind": "OBJECT",
       "name": "User",
       "ofType": null
      },
      "args": []
     },
     {
      "name": "username",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "MetricsChange",
    "fields": [
     {
      "name": "bookmarkCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "engagements",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "impressionCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "likeCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "quoteCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "replyCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "retweetCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "since",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "until",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "urlLinkClicks",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "userProfileClicks",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "MetricsSample",
    "fields": [
     {
      "name": "at",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "bookmarkCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "engagements",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "impressionCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "likeCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "quoteCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "replyCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "retweetCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "urlLinkClicks",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "userProfileClicks",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "Mutation",
    "fields": [
     {
      "name": "disconnectAccount",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "name": "Viewer",
        "kind": "OBJECT",
        "ofType": null
       }
      },
      "args": [
       {
        "name": "userId",
        "type": {
         "kind": "NON_NULL",
         "ofType": {
          "kind": "SCALAR",
          "name": "Any"
         }
        }
       }
      ]
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "NonPublicMediaMetrics",
    "fields": [
     {
      "name": "asOf",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "completionRate",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "playback0Count",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "playback25Count",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "playback50Count",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "playback75Count",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "playback100Count",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "retention",
      "type": {
       "kind": "LIST",
       "ofType": {
        "kind": "NON_NULL",
        "ofType": {
         "kind": "SCALAR",
         "name": "Any"
        }
       }
      },
      "args": []
     }
    ],
    "interfaces": [
     {
      "kind": "INTERFACE",
      "name": "PlaybackQuartiles"
     }
    ]
   },
   {
    "kind": "OBJECT",
    "name": "NonPublicPostMetrics",
    "fields": [
     {
      "name": "asOf",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "engagementRate",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "engagements",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "impressionCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "urlLinkClicks",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "userProfileClicks",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "NotePost",
    "fields": [
     {
      "name": "entities",
      "type": {
       "kind": "OBJECT",
       "name": "PostEntities",
       "ofType": null
      },
      "args": []
     },
     {
      "name": "text",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "OrganicMediaMetrics",
    "fields": [
     {
      "name": "asOf",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "completionRate",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "playback0Count",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "playback25Count",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "playback50Count",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "playback75Count",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "playback100Count",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "retention",
      "type": {
       "kind": "LIST",
       "ofType": {
        "kind": "NON_NULL",
        "ofType": {
         "kind": "SCALAR",
         "name": "Any"
        }
       }
      },
      "args": []
     },
     {
      "name": "viewCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     }
    ],
    "interfaces": [
     {
      "kind": "INTERFACE",
      "name": "PlaybackQuartiles"
     }
    ]
   },
   {
    "kind": "OBJECT",
    "name": "OrganicPostMetrics",
    "fields": [
     {
      "name": "asOf",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "engagementRate",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "impressionCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "likeCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "replyCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "retweetCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "urlLinkClicks",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "userProfileClicks",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     }
    ],
    "interfaces": [
     {
      "kind": "INTERFACE",
      "name": "PostMetrics"
     }
    ]
   },
   {
    "kind": "OBJECT",
    "name": "PageInfo",
    "fields": [
     {
      "name": "endCursor",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "hasNextPage",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "hasPreviousPage",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "startCursor",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "Photo",
    "fields": [
     {
      "name": "altText",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "height",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "mediaKey",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "type",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "url",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "width",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     }
    ],
    "interfaces": [
     {
      "kind": "INTERFACE",
      "name": "Media"
     }
    ]
   },
   {
    "kind": "OBJECT",
    "name": "Place",
    "fields": [
     {
      "name": "boundingBox",
      "type": {
       "kind": "LIST",
       "ofType": {
        "kind": "NON_NULL",
        "ofType": {
         "kind": "SCALAR",
         "name": "Any"
        }
       }
      },
      "args": []
     },
     {
      "name": "containedWithin",
      "type": {
       "kind": "LIST",
       "ofType": {
        "kind": "NON_NULL",
        "ofType": {
         "kind": "SCALAR",
         "name": "Any"
        }
       }
      },
      "args": []
     },
     {
      "name": "country",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "countryCode",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "fullName",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "id",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "name",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "placeType",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "INTERFACE",
    "name": "PlaybackQuartiles",
    "fields": [
     {
      "name": "completionRate",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "playback0Count",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "playback25Count",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "playback50Count",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "playback75Count",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "playback100Count",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "retention",
      "type": {
       "kind": "LIST",
       "ofType": {
        "kind": "NON_NULL",
        "ofType": {
         "kind": "SCALAR",
         "name": "Any"
        }
       }
      },
      "args": []
     }
    ],
    "interfaces": [],
    "possibleTypes": [
     {
      "kind": "OBJECT",
      "name": "NonPublicMediaMetrics"
     },
     {
      "kind": "OBJECT",
      "name": "OrganicMediaMetrics"
     },
     {
      "kind": "OBJECT",
      "name": "PromotedMediaMetrics"
     }
    ]
   },
   {
    "kind": "OBJECT",
    "name": "Poll",
    "fields": [
     {
      "name": "durationMinutes",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "endsAt",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "id",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "options",
      "type": {
       "kind": "LIST",
       "ofType": {
        "kind": "NON_NULL",
        "ofType": {
         "name": "PollOption",
         "kind": "OBJECT",
         "ofType": null
        }
       }
      },
      "args": []
     },
     {
      "name": "votingStatus",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "PollOption",
    "fields": [
     {
      "name": "label",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "position",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "votes",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "Post",
    "fields": [
     {
      "name": "author",
      "type": {
       "kind": "OBJECT",
       "name": "User",
       "ofType": null
      },
      "args": []
     },
     {
      "name": "contextAnnotations",
      "type": {
       "kind": "LIST",
       "ofType": {
        "kind": "NON_NULL",
        "ofType": {
         "name": "ContextAnnotation",
         "kind": "OBJECT",
         "ofType": null
        }
       }
      },
      "args": []
     },
     {
      "name": "conversation",
      "type": {
       "kind": "OBJECT",
       "name": "Post",
       "ofType": null
      },
      "args": []
     },
     {
      "name": "conversationId",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "createdAt",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "editControls",
      "type": {
       "kind": "OBJECT",
       "name": "EditControls",
       "ofType": null
      },
      "args": []
     },
     {
      "name": "editHistory",
      "type": {
       "kind": "LIST",
       "ofType": {
        "name": "Post",
        "kind": "OBJECT",
        "ofType": null
       }
      },
      "args": []
     },
     {
      "name": "editHistoryIds",
      "type": {
       "kind": "LIST",
       "ofType": {
        "kind": "NON_NULL",
        "ofType": {
         "kind": "SCALAR",
         "name": "Any"
        }
       }
      },
      "args": []
     },
     {
      "name": "entities",
      "type": {
       "kind": "OBJECT",
       "name": "PostEntities",
       "ofType": null
      },
      "args": []
     },
     {
      "name": "geo",
      "type": {
       "kind": "OBJECT",
       "name": "PostGeo",
       "ofType": null
      },
      "args": []
     },
     {
      "name": "id",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "inReplyToUser",
      "type": {
       "kind": "OBJECT",
       "name": "User",
       "ofType": null
      },
      "args": []
     },
     {
      "name": "lang",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "media",
      "type": {
       "kind": "LIST",
       "ofType": {
        "kind": "NON_NULL",
        "ofType": {
         "name": "Media",
         "kind": "INTERFACE",
         "ofType": null
        }
       }
      },
      "args": []
     },
     {
      "name": "metricsChange",
      "type": {
       "kind": "OBJECT",
       "name": "MetricsChange",
       "ofType": null
      },
      "args": [
       {
        "name": "since",
        "type": {
         "kind": "NON_NULL",
         "ofType": {
          "kind": "SCALAR",
          "name": "Any"
         }
        }
       },
       {
        "name": "variant",
        "type": {
         "kind": "NON_NULL",
         "ofType": {
          "kind": "SCALAR",
          "name": "Any"
         }
        }
       }
      ]
     },
     {
      "name": "metricsHistory",
      "type": {
       "kind": "LIST",
       "ofType": {
        "kind": "NON_NULL",
        "ofType": {
         "name": "MetricsSample",
         "kind": "OBJECT",
         "ofType": null
        }
       }
      },
      "args": [
       {
        "name": "since",
        "type": {
         "kind": "NON_NULL",
         "ofType": {
          "kind": "SCALAR",
          "name": "Any"
         }
        }
       },
       {
        "name": "step",
        "type": {
         "kind": "SCALAR",
         "name": "Any"
        }
       },
       {
        "name": "until",
        "type": {
         "kind": "SCALAR",
         "name": "Any"
        }
       },
       {
        "name": "variant",
        "type": {
         "kind": "NON_NULL",
         "ofType": {
          "kind": "SCALAR",
          "name": "Any"
         }
        }
       }
      ]
     },
     {
      "name": "nonPublicMetrics",
      "type": {
       "kind": "OBJECT",
       "name": "NonPublicPostMetrics",
       "ofType": null
      },
      "args": []
     },
     {
      "name": "note",
      "type": {
       "kind": "OBJECT",
       "name": "NotePost",
       "ofType": null
      },
      "args": []
     },
     {
      "name": "organicMetrics",
      "type": {
       "kind": "OBJECT",
       "name": "OrganicPostMetrics",
       "ofType": null
      },
      "args": []
     },
     {
      "name": "polls",
      "type": {
       "kind": "LIST",
       "ofType": {
        "kind": "NON_NULL",
        "ofType": {
         "name": "Poll",
         "kind": "OBJECT",
         "ofType": null
        }
       }
      },
      "args": []
     },
     {
      "name": "possiblySensitive",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "privateMetricsUntil",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "promotedMetrics",
      "type": {
       "kind": "OBJECT",
       "name": "PromotedPostMetrics",
       "ofType": null
      },
      "args": []
     },
     {
      "name": "promotedShare",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "publicMetrics",
      "type": {
       "kind": "OBJECT",
       "name": "PublicPostMetrics",
       "ofType": null
      },
      "args": []
     },
     {
      "name": "referencedPosts",
      "type": {
       "kind": "LIST",
       "ofType": {
        "kind": "NON_NULL",
        "ofType": {
         "name": "ReferencedPost",
         "kind": "OBJECT",
         "ofType": null
        }
       }
      },
      "args": []
     },
     {
      "name": "replySettings",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "source",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "text",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "unavailableMetrics",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "LIST",
        "ofType": {
         "kind": "NON_NULL",
         "ofType": {
          "name": "UnavailableMetrics",
          "kind": "OBJECT",
          "ofType": null
         }
        }
       }
      },
      "args": []
     },
     {
      "name": "withheld",
      "type": {
       "kind": "OBJECT",
       "name": "Withheld",
       "ofType": null
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "PostConnection",
    "fields": [
     {
      "name": "edges",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "LIST",
        "ofType": {
         "kind": "NON_NULL",
         "ofType": {
          "name": "PostEdge",
          "kind": "OBJECT",
          "ofType": null
         }
        }
       }
      },
      "args": []
     },
     {
      "name": "nodes",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "LIST",
        "ofType": {
         "name": "Post",
         "kind": "OBJECT",
         "ofType": null
        }
       }
      },
      "args": []
     },
     {
      "name": "pageInfo",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "name": "PageInfo",
        "kind": "OBJECT",
        "ofType": null
       }
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "PostEdge",
    "fields": [
     {
      "name": "cursor",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "node",
      "type": {
       "kind": "OBJECT",
       "name": "Post",
       "ofType": null
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "PostEntities",
    "fields": [
     {
      "name": "annotations",
      "type": {
       "kind": "LIST",
       "ofType": {
        "kind": "NON_NULL",
        "ofType": {
         "name": "AnnotationEntity",
         "kind": "OBJECT",
         "ofType": null
        }
       }
      },
      "args": []
     },
     {
      "name": "cashtags",
      "type": {
       "kind": "LIST",
       "ofType": {
        "kind": "NON_NULL",
        "ofType": {
         "name": "TagEntity",
         "kind": "OBJECT",
         "ofType": null
        }
       }
      },
      "args": []
     },
     {
      "name": "hashtags",
      "type": {
       "kind": "LIST",
       "ofType": {
        "kind": "NON_NULL",
        "ofType": {
         "name": "TagEntity",
         "kind": "OBJECT",
         "ofType": null
        }
       }
      },
      "args": []
     },
     {
      "name": "mentions",
      "type": {
       "kind": "LIST",
       "ofType": {
        "kind": "NON_NULL",
        "ofType": {
         "name": "MentionEntity",
         "kind": "OBJECT",
         "ofType": null
        }
       }
      },
      "args": []
     },
     {
      "name": "urls",
      "type": {
       "kind": "LIST",
       "ofType": {
        "kind": "NON_NULL",
        "ofType": {
         "name": "UrlEntity",
         "kind": "OBJECT",
         "ofType": null
        }
       }
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "PostGeo",
    "fields": [
     {
      "name": "coordinates",
      "type": {
       "kind": "OBJECT",
       "name": "Coordinates",
       "ofType": null
      },
      "args": []
     },
     {
      "name": "place",
      "type": {
       "kind": "OBJECT",
       "name": "Place",
       "ofType": null
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "INTERFACE",
    "name": "PostMetrics",
    "fields": [
     {
      "name": "likeCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "replyCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "retweetCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     }
    ],
    "interfaces": [],
    "possibleTypes": [
     {
      "kind": "OBJECT",
      "name": "OrganicPostMetrics"
     },
     {
      "kind": "OBJECT",
      "name": "PromotedPostMetrics"
     },
     {
      "kind": "OBJECT",
      "name": "PublicPostMetrics"
     }
    ]
   },
   {
    "kind": "OBJECT",
    "name": "PrivateMetricsProblem",
    "fields": [
     {
      "name": "detail",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "parameter",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "resourceType",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "title",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "type",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "value",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "PrivateMetricsReport",
    "fields": [
     {
      "name": "data",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "LIST",
        "ofType": {
         "kind": "NON_NULL",
         "ofType": {
          "name": "PrivateMetricsRow",
          "kind": "OBJECT",
          "ofType": null
         }
        }
       }
      },
      "args": []
     },
     {
      "name": "errors",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "LIST",
        "ofType": {
         "kind": "NON_NULL",
         "ofType": {
          "name": "PrivateMetricsProblem",
          "kind": "OBJECT",
          "ofType": null
         }
        }
       }
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "PrivateMetricsRow",
    "fields": [
     {
      "name": "tweet",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "name": "LabsTweetMetrics",
        "kind": "OBJECT",
        "ofType": null
       }
      },
      "args": []
     },
     {
      "name": "tweetId",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "video",
      "type": {
       "kind": "OBJECT",
       "name": "LabsVideoMetrics",
       "ofType": null
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "PromotedMediaMetrics",
    "fields": [
     {
      "name": "asOf",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "completionRate",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "playback0Count",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "playback25Count",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "playback50Count",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "playback75Count",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "playback100Count",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "retention",
      "type": {
       "kind": "LIST",
       "ofType": {
        "kind": "NON_NULL",
        "ofType": {
         "kind": "SCALAR",
         "name": "Any"
        }
       }
      },
      "args": []
     },
     {
      "name": "viewCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     }
    ],
    "interfaces": [
     {
      "kind": "INTERFACE",
      "name": "PlaybackQuartiles"
     }
    ]
   },
   {
    "kind": "OBJECT",
    "name": "PromotedPostMetrics",
    "fields": [
     {
      "name": "asOf",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "engagementRate",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "impressionCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "likeCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "replyCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "retweetCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "urlLinkClicks",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "userProfileClicks",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     }
    ],
    "interfaces": [
     {
      "kind": "INTERFACE",
      "name": "PostMetrics"
     }
    ]
   },
   {
    "kind": "OBJECT",
    "name": "PublicMediaMetrics",
    "fields": [
     {
      "name": "viewCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "PublicPostMetrics",
    "fields": [
     {
      "name": "bookmarkCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "engagementRate",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "impressionCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "likeCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "quoteCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "replyCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "retweetCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "retweetsAndQuotesCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     }
    ],
    "interfaces": [
     {
      "kind": "INTERFACE",
      "name": "PostMetrics"
     }
    ]
   },
   {
    "kind": "OBJECT",
    "name": "Query",
    "fields": [
     {
      "name": "post",
      "type": {
       "kind": "OBJECT",
       "name": "Post",
       "ofType": null
      },
      "args": [
       {
        "name": "id",
        "type": {
         "kind": "NON_NULL",
         "ofType": {
          "kind": "SCALAR",
          "name": "Any"
         }
        }
       }
      ]
     },
     {
      "name": "posts",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "LIST",
        "ofType": {
         "name": "Post",
         "kind": "OBJECT",
         "ofType": null
        }
       }
      },
      "args": [
       {
        "name": "ids",
        "type": {
         "kind": "NON_NULL",
         "ofType": {
          "kind": "LIST",
          "ofType": {
           "kind": "NON_NULL",
           "ofType": {
            "kind": "SCALAR",
            "name": "Any"
           }
          }
         }
        }
       }
      ]
     },
     {
      "name": "privateMetrics",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "name": "PrivateMetricsReport",
        "kind": "OBJECT",
        "ofType": null
       }
      },
      "args": [
       {
        "name": "ids",
        "type": {
         "kind": "NON_NULL",
         "ofType": {
          "kind": "LIST",
          "ofType": {
           "kind": "NON_NULL",
           "ofType": {
            "kind": "SCALAR",
            "name": "Any"
           }
          }
         }
        }
       }
      ]
     },
     {
      "name": "rateLimits",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "LIST",
        "ofType": {
         "kind": "NON_NULL",
         "ofType": {
          "name": "RateLimit",
          "kind": "OBJECT",
          "ofType": null
         }
        }
       }
      },
      "args": []
     },
     {
      "name": "user",
      "type": {
       "kind": "OBJECT",
       "name": "User",
       "ofType": null
      },
      "args": [
       {
        "name": "id",
        "type": {
         "kind": "SCALAR",
         "name": "Any"
        }
       },
       {
        "name": "username",
        "type": {
         "kind": "SCALAR",
         "name": "Any"
        }
       }
      ]
     },
     {
      "name": "users",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "LIST",
        "ofType": {
         "name": "User",
         "kind": "OBJECT",
         "ofType": null
        }
       }
      },
      "args": [
       {
        "name": "ids",
        "type": {
         "kind": "NON_NULL",
         "ofType": {
          "kind": "LIST",
          "ofType": {
           "kind": "NON_NULL",
           "ofType": {
            "kind": "SCALAR",
            "name": "Any"
           }
          }
         }
        }
       }
      ]
     },
     {
      "name": "viewer",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "name": "Viewer",
        "kind": "OBJECT",
        "ofType": null
       }
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "RateLimit",
    "fields": [
     {
      "name": "account",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "context",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "endpoint",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "limit",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "remaining",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "resetAt",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "ReferencedPost",
    "fields": [
     {
      "name": "id",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "post",
      "type": {
       "kind": "OBJECT",
       "name": "Post",
       "ofType": null
      },
      "args": []
     },
     {
      "name": "type",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "SlowDown",
    "fields": [
     {
      "name": "message",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "reason",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "until",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "Subscription",
    "fields": [
     {
      "name": "postMetrics",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "name": "LiveMetrics",
        "kind": "OBJECT",
        "ofType": null
       }
      },
      "args": [
       {
        "name": "after",
        "type": {
         "kind": "SCALAR",
         "name": "Any"
        }
       },
       {
        "name": "every",
        "type": {
         "kind": "SCALAR",
         "name": "Any"
        }
       },
       {
        "name": "ids",
        "type": {
         "kind": "NON_NULL",
         "ofType": {
          "kind": "LIST",
          "ofType": {
           "kind": "NON_NULL",
           "ofType": {
            "kind": "SCALAR",
            "name": "Any"
           }
          }
         }
        }
       }
      ]
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "TagEntity",
    "fields": [
     {
      "name": "end",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "start",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "tag",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "UnavailableMetrics",
    "fields": [
     {
      "name": "message",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "reason",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "variant",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "UrlEntity",
    "fields": [
     {
      "name": "description",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "displayUrl",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "end",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "expandedUrl",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "mediaKey",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "start",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "title",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "unwoundUrl",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "url",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "User",
    "fields": [
     {
      "name": "createdAt",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "description",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "entities",
      "type": {
       "kind": "OBJECT",
       "name": "UserEntities",
       "ofType": null
      },
      "args": []
     },
     {
      "name": "id",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "location",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "mostRecentPost",
      "type": {
       "kind": "OBJECT",
       "name": "Post",
       "ofType": null
      },
      "args": []
     },
     {
      "name": "name",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "pinnedPost",
      "type": {
       "kind": "OBJECT",
       "name": "Post",
       "ofType": null
      },
      "args": []
     },
     {
      "name": "posts",
      "type": {
       "kind": "OBJECT",
       "name": "PostConnection",
       "ofType": null
      },
      "args": [
       {
        "name": "after",
        "type": {
         "kind": "SCALAR",
         "name": "Any"
        }
       },
       {
        "name": "before",
        "type": {
         "kind": "SCALAR",
         "name": "Any"
        }
       },
       {
        "name": "excludeReplies",
        "type": {
         "kind": "SCALAR",
         "name": "Any"
        }
       },
       {
        "name": "excludeReposts",
        "type": {
         "kind": "SCALAR",
         "name": "Any"
        }
       },
       {
        "name": "first",
        "type": {
         "kind": "SCALAR",
         "name": "Any"
        }
       },
       {
        "name": "last",
        "type": {
         "kind": "SCALAR",
         "name": "Any"
        }
       },
       {
        "name": "since",
        "type": {
         "kind": "SCALAR",
         "name": "Any"
        }
       },
       {
        "name": "until",
        "type": {
         "kind": "SCALAR",
         "name": "Any"
        }
       }
      ]
     },
     {
      "name": "profileImageUrl",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "protected",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "publicMetrics",
      "type": {
       "kind": "OBJECT",
       "name": "UserPublicMetrics",
       "ofType": null
      },
      "args": []
     },
     {
      "name": "url",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "username",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "verified",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "verifiedType",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "withheld",
      "type": {
       "kind": "OBJECT",
       "name": "Withheld",
       "ofType": null
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "UserEntities",
    "fields": [
     {
      "name": "description",
      "type": {
       "kind": "OBJECT",
       "name": "PostEntities",
       "ofType": null
      },
      "args": []
     },
     {
      "name": "url",
      "type": {
       "kind": "LIST",
       "ofType": {
        "kind": "NON_NULL",
        "ofType": {
         "name": "UrlEntity",
         "kind": "OBJECT",
         "ofType": null
        }
       }
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "UserPublicMetrics",
    "fields": [
     {
      "name": "followersCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "followingCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "likeCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "listedCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "mediaCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "postCount",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "Video",
    "fields": [
     {
      "name": "altText",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "durationMs",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "height",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "mediaKey",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "nonPublicMetrics",
      "type": {
       "kind": "OBJECT",
       "name": "NonPublicMediaMetrics",
       "ofType": null
      },
      "args": []
     },
     {
      "name": "organicMetrics",
      "type": {
       "kind": "OBJECT",
       "name": "OrganicMediaMetrics",
       "ofType": null
      },
      "args": []
     },
     {
      "name": "previewImageUrl",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "promotedMetrics",
      "type": {
       "kind": "OBJECT",
       "name": "PromotedMediaMetrics",
       "ofType": null
      },
      "args": []
     },
     {
      "name": "publicMetrics",
      "type": {
       "kind": "OBJECT",
       "name": "PublicMediaMetrics",
       "ofType": null
      },
      "args": []
     },
     {
      "name": "type",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "SCALAR",
        "name": "Any"
       }
      },
      "args": []
     },
     {
      "name": "variants",
      "type": {
       "kind": "LIST",
       "ofType": {
        "kind": "NON_NULL",
        "ofType": {
         "name": "MediaVariant",
         "kind": "OBJECT",
         "ofType": null
        }
       }
      },
      "args": []
     },
     {
      "name": "width",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     }
    ],
    "interfaces": [
     {
      "kind": "INTERFACE",
      "name": "Media"
     }
    ]
   },
   {
    "kind": "OBJECT",
    "name": "Viewer",
    "fields": [
     {
      "name": "accounts",
      "type": {
       "kind": "NON_NULL",
       "ofType": {
        "kind": "LIST",
        "ofType": {
         "kind": "NON_NULL",
         "ofType": {
          "name": "Account",
          "kind": "OBJECT",
          "ofType": null
         }
        }
       }
      },
      "args": []
     },
     {
      "name": "loginUrl",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "OBJECT",
    "name": "Withheld",
    "fields": [
     {
      "name": "copyright",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     },
     {
      "name": "countryCodes",
      "type": {
       "kind": "LIST",
       "ofType": {
        "kind": "NON_NULL",
        "ofType": {
         "kind": "SCALAR",
         "name": "Any"
        }
       }
      },
      "args": []
     },
     {
      "name": "scope",
      "type": {
       "kind": "SCALAR",
       "name": "Any"
      },
      "args": []
     }
    ],
    "interfaces": []
   },
   {
    "kind": "SCALAR",
    "name": "Any"
   }
  ],
  "directives": []
 }
} as unknown as IntrospectionQuery
