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
    "PromotedMediaMetrics",
    "VideoMetricsSample"
  ],
  "PostCounts": [
    "MetricsChange",
    "MetricsSample",
    "Summary"
  ],
  "PostMetrics": [
    "OrganicPostMetrics",
    "PromotedPostMetrics",
    "PublicPostMetrics"
  ],
  "_Entity": [
    "Post",
    "User"
  ]
}

export const embeddedTypes: readonly string[] = [
  "AnnotationEntity",
  "ApiKey",
  "Article",
  "BestTime",
  "ContextAnnotation",
  "ContextDomain",
  "ContextEntity",
  "Coordinates",
  "Credits",
  "DeletedAccountData",
  "DisconnectAccountPayload",
  "EditControls",
  "LabsTweetMetrics",
  "LabsVideoMetrics",
  "LiveMetrics",
  "LostPost",
  "MatchedMediaNote",
  "MediaMetadata",
  "MediaVariant",
  "MentionEntity",
  "MetricsChange",
  "MetricsSample",
  "NonPublicMediaMetrics",
  "NonPublicPostMetrics",
  "NotePost",
  "NoteRequestSuggestion",
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
  "PostScopes",
  "PrivateMetricsProblem",
  "PrivateMetricsReport",
  "PrivateMetricsRow",
  "PromotedMediaMetrics",
  "PromotedPostMetrics",
  "PublicMediaMetrics",
  "PublicPostMetrics",
  "RateLimit",
  "ReferencedPost",
  "SeriesPoint",
  "SlowDown",
  "SourceLink",
  "Spend",
  "Summary",
  "TagEntity",
  "TextRange",
  "UnavailableMetrics",
  "UrlEntity",
  "UrlImage",
  "Usage",
  "UsageDay",
  "UserAffiliation",
  "UserEntities",
  "UserPublicMetrics",
  "VideoMetricsSample",
  "Viewer",
  "WatchPostsPayload",
  "Withheld",
  "_Service"
]
