export const possibleTypes: Record<string, string[]> = {
  "Impressions": [
    "NonPublicPostMetrics",
    "OrganicPostMetrics",
    "PromotedPostMetrics",
    "PublicPostMetrics"
  ],
  "Media": [
    "AnimatedGif",
    "OtherMedia",
    "Photo",
    "Video"
  ],
  "MotionMedia": [
    "AnimatedGif",
    "Video"
  ],
  "PlaybackQuartiles": [
    "NonPublicMediaMetrics",
    "OrganicMediaMetrics",
    "PromotedMediaMetrics"
  ],
  "PostCounts": [
    "MetricsChange",
    "MetricsSample"
  ],
  "PostMetrics": [
    "OrganicPostMetrics",
    "PromotedPostMetrics",
    "PublicPostMetrics"
  ]
}

export const embeddedTypes: readonly string[] = [
  "AnnotationEntity",
  "ApiKey",
  "ContextAnnotation",
  "ContextDomain",
  "ContextEntity",
  "Coordinates",
  "DisconnectAccountPayload",
  "EditControls",
  "LabsTweetMetrics",
  "LabsVideoMetrics",
  "LiveMetrics",
  "LostPost",
  "MediaVariant",
  "MentionEntity",
  "MetricsChange",
  "MetricsSample",
  "NonPublicMediaMetrics",
  "NonPublicPostMetrics",
  "NotePost",
  "OrganicMediaMetrics",
  "OrganicPostMetrics",
  "OtherMedia",
  "PageInfo",
  "Place",
  "Poll",
  "PollOption",
  "PostConnection",
  "PostEdge",
  "PostEntities",
  "PostGeo",
  "PrivateMetricsProblem",
  "PrivateMetricsReport",
  "PrivateMetricsRow",
  "PromotedMediaMetrics",
  "PromotedPostMetrics",
  "PublicMediaMetrics",
  "PublicPostMetrics",
  "RateLimit",
  "ReferencedPost",
  "SlowDown",
  "TagEntity",
  "UnavailableMetrics",
  "UrlEntity",
  "UserEntities",
  "UserPublicMetrics",
  "Viewer",
  "Withheld"
]
