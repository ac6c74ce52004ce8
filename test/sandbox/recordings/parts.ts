// Named shapes: parts of posts, and complete posts, media and users.

const PARTS: Readonly<Record<string, string>> = {
  topic: '{domain{description,id,name},entity{description,id,name}}',
  briefTopic: '{domain{description,id,name},entity{id,name}}',
  tag: '{end#,start#,tag}',
  mention: '{end#,start#,username}',
  mentionById: '{end#,id,start#,username}',
  annotation: '{end#,normalized_text,probability#,start#,type}',
  link: '{display_url,end#,expanded_url,start#,url}',
  linkToMedia: '{display_url,end#,expanded_url,media_key,start#,url}',
  linkFollowed: '{display_url,end#,expanded_url,start#,status#,unwound_url,url}',
  linkTitled: '{display_url,end#,expanded_url,start#,status#,title,unwound_url,url}',
  linkDescribed: '{description,display_url,end#,expanded_url,start#,status#,title,unwound_url,url}',
  image: '{height#,url,width#}',
  linkCard:
    '{description,display_url,end#,expanded_url,images[2*$image],start#,status#,title,unwound_url,url}',
  reference: '{id,type}',
  fourCounts: '{like_count#,quote_count#,reply_count#,retweet_count#}',
  fiveCounts: '{impression_count#,like_count#,quote_count#,reply_count#,retweet_count#}',
  sixCounts:
    '{bookmark_count#,impression_count#,like_count#,quote_count#,reply_count#,retweet_count#}',
  nonPublic: '{engagements#,impression_count#,user_profile_clicks#}',
  nonPublicLinked: '{engagements#,impression_count#,url_link_clicks#,user_profile_clicks#}',
  organic: '{impression_count#,like_count#,reply_count#,retweet_count#,user_profile_clicks#}',
  organicLinked:
    '{impression_count#,like_count#,reply_count#,retweet_count#,url_link_clicks#,user_profile_clicks#}',
  played:
    '{playback_0_count#,playback_100_count#,playback_25_count#,playback_50_count#,playback_75_count#}',
  playedAndViewed:
    '{playback_0_count#,playback_100_count#,playback_25_count#,playback_50_count#,playback_75_count#,view_count#}',
  playedUnknown:
    '{playback_0_count!,playback_100_count!,playback_25_count!,playback_50_count!,playback_75_count!}',
  playedAndViewedUnknown:
    '{playback_0_count!,playback_100_count!,playback_25_count!,playback_50_count!,playback_75_count!,view_count!}',
  editControls: '{editable_until,edits_remaining#,is_edit_eligible?}',
  editControlsInWords: '{editable_until,edits_remaining,is_edit_eligible?}',
  point: '{coordinates[2*#],type}',
  variant: '{bit_rate#,content_type,url}',
  stream: '{content_type,url}',
  userCounts: '{followers_count#,following_count#,listed_count#,tweet_count#}',
  option: '{label,position#,votes#}',

  bare: '{edit_history_tweet_ids[1*],id,text}',
  linkingPost: '{author_id,conversation_id,created_at,entities{urls[$link]},id,text}',
  photo: '{height#,media_key,type,url,width#}',
  ownMediaPost:
    '{attachments{media_keys[1*]},conversation_id,created_at,edit_history_tweet_ids[1*],entities{urls[$linkToMedia]},id,lang,non_public_metrics$nonPublic,organic_metrics$organic,public_metrics$sixCounts,text}',
  replyingPost:
    '{author_id,conversation_id,created_at,entities{mentions[$mention]},id,in_reply_to_user_id,lang,possibly_sensitive?,public_metrics$fourCounts,referenced_tweets[$reference],reply_settings,source,text}',
  mediaPostReferring:
    '{attachments{media_keys[1*]},author_id,conversation_id,created_at,entities{mentions[$mention],urls[$link]},id,referenced_tweets[$reference],text}',
  announcer:
    '{created_at,description,entities{description{hashtags[2*$tag]},url{urls[$link]}},id,location,name,pinned_tweet_id,profile_image_url,protected?,public_metrics$userCounts,url,username,verified?}',
  sourcedPost: '{author_id,created_at,id,source,text}',
  taggingPostReferring:
    '{author_id,conversation_id,created_at,entities{hashtags[$tag],mentions[$mention]},id,referenced_tweets[$reference],text}',
  ownVideo:
    '{media_key,non_public_metrics$played,organic_metrics$playedAndViewed,public_metrics{view_count#},type}',
  place: '{country,country_code,full_name,geo{bbox[4*#],properties{},type},id,name,place_type}',
  userWithPicture: '{id,name,profile_image_url,username}',
  videoWithoutNumbers:
    '{media_key,non_public_metrics$playedUnknown,organic_metrics$playedAndViewedUnknown,public_metrics{view_count#},type}',
  linkedUser:
    '{created_at,description,entities{url{urls[$link]}},id,location,name,profile_image_url,protected?,public_metrics$userCounts,url,username,verified?}',
  editedToLink:
    '{author_id,conversation_id,created_at,edit_controls$editControlsInWords,edit_history_tweet_ids[2*],entities{urls[$link]},id,lang,possibly_sensitive?,public_metrics$fourCounts,reply_settings,source,text}',
  pinningUser:
    '{created_at,description,entities{url{urls[$link]}},id,name,pinned_tweet_id,profile_image_url,protected?,public_metrics$userCounts,url,username,verified?}',
  editedToPhoto:
    '{attachments{media_keys[1*]},author_id,conversation_id,created_at,edit_controls$editControlsInWords,edit_history_tweet_ids[2*],entities{urls[$link;$linkToMedia]},id,lang,possibly_sensitive?,public_metrics$fourCounts,reply_settings,source,text}',
  fourPhotosPost:
    '{attachments{media_keys[4*]},author_id,context_annotations[3*$topic],conversation_id,created_at,entities{hashtags[2*$tag],urls[$linkCard;3*$linkFollowed;4*$link]},id,lang,possibly_sensitive?,public_metrics$fourCounts,reply_settings,source,text}',
  describedUser:
    '{created_at,description,entities{description{mentions[2*$mention],urls[$link]},url{urls[$link]}},id,location,name,pinned_tweet_id,profile_image_url,protected?,public_metrics$userCounts,url,username,verified?}',
  ownMediaPostMentioning:
    '{attachments{media_keys[1*]},conversation_id,created_at,edit_history_tweet_ids[1*],entities{mentions[$mentionById],urls[$linkToMedia]},id,lang,non_public_metrics$nonPublic,organic_metrics$organic,public_metrics$sixCounts,text}',
  ownOldMediaPost:
    '{attachments{media_keys[1*]},conversation_id,created_at,edit_history_tweet_ids[1*],entities{urls[$linkToMedia]},id,lang,public_metrics$sixCounts,text}',
  emptyUser:
    '{created_at,description"",id,name,profile_image_url,protected?,public_metrics$userCounts,url"",username,verified?}',
  placedUser:
    '{created_at,description,id,location,name,profile_image_url,protected?,public_metrics$userCounts,url"",username,verified?}',
}

export const partShape = (name: string): string => {
  const shape = PARTS[name]
  if (shape === undefined) throw new Error(`there is no shape named ${name}`)
  return shape
}
