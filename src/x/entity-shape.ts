// Checks of the entities of a text: links, mentions, tags and names.

import {
  isFiniteNumber,
  isInt,
  isNullish,
  isOptionalId,
  isOptionalInt,
  isOptionalIntOrDigits,
  isOptionalObjectList,
  isOptionalString,
  isString,
  type Unchecked,
} from './scalars.ts'
import type {
  AnnotationEntity,
  Entities,
  MentionEntity,
  TagEntity,
  UrlEntity,
  UrlImage,
} from './types.ts'

export const isEntities = (entities: Unchecked<Entities>): boolean =>
  isOptionalObjectList(entities.urls, isUrl) &&
  isOptionalObjectList(entities.mentions, isMention) &&
  isOptionalObjectList(entities.hashtags, isTag) &&
  isOptionalObjectList(entities.cashtags, isTag) &&
  isOptionalObjectList(entities.annotations, isAnnotation)

export const isUrl = (url: Unchecked<UrlEntity>): boolean =>
  hasSpan(url) &&
  isString(url.url) &&
  isOptionalString(url.expanded_url) &&
  isOptionalString(url.display_url) &&
  isOptionalString(url.unwound_url) &&
  isOptionalString(url.title) &&
  isOptionalString(url.description) &&
  isOptionalString(url.media_key) &&
  isOptionalIntOrDigits(url.status) &&
  isOptionalObjectList(url.images, isImage)

const isImage = (image: Unchecked<UrlImage>): boolean =>
  isString(image.url) && isOptionalInt(image.width) && isOptionalInt(image.height)

const isMention = (mention: Unchecked<MentionEntity>): boolean =>
  hasSpan(mention) && isString(mention.username) && isOptionalId(mention.id)

const isTag = (tag: Unchecked<TagEntity>): boolean => hasSpan(tag) && isString(tag.tag)

const isAnnotation = (annotation: Unchecked<AnnotationEntity>): boolean =>
  hasSpan(annotation) &&
  (isNullish(annotation.probability) || isFiniteNumber(annotation.probability)) &&
  isOptionalString(annotation.type) &&
  isOptionalString(annotation.normalized_text)

const hasSpan = ({ start, end }: { readonly start?: unknown; readonly end?: unknown }): boolean =>
  isInt(start) && isInt(end)
