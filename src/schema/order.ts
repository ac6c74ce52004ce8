// The order in which GraphiQL's documentation, introspection and schema.graphql show the schema: types by name, fields
// and values as they are declared, except that the fields below come first.

import { type GraphQLSchema, isInterfaceType, isObjectType } from 'graphql'

const PERIOD = ['since', 'until']

/** Fields that come first in their type, because a reader looks for them first. */
const FIRST: Readonly<Record<string, readonly string[]>> = {
  Query: ['post', 'posts', 'user', 'users', 'viewer'],
  Post: [
    ...['id', 'text', 'displayText', 'createdAt', 'kind', 'author', 'media'],
    ...['publicMetrics', 'organicMetrics', 'promotedMetrics', 'nonPublicMetrics'],
    ...['unavailableMetrics', 'privateMetricsUntil', 'promotedShare'],
    ...['metricsHistory', 'metricsChange'],
  ],
  User: ['id', 'username', 'name', 'description', 'publicMetrics', 'posts'],
  Account: [
    ...['id', 'user', 'posts', 'summary', 'series', 'topPosts', 'recordedPosts', 'bestTimes'],
    ...['reconnectNeeded', 'recording'],
  ],
  Viewer: ['accounts', 'key', 'spend'],
  Video: [
    ...['mediaKey', 'type', 'durationMs'],
    ...['publicMetrics', 'organicMetrics', 'promotedMetrics', 'nonPublicMetrics'],
  ],
  OrganicMediaMetrics: ['viewCount'],
  PromotedMediaMetrics: ['viewCount'],
  MetricsSample: ['at'],
  VideoMetricsSample: ['at', 'viewCount'],
  MetricsChange: PERIOD,
  Summary: [...PERIOD, 'before', 'coverage', 'posts', 'followers', 'followerChange'],
  LiveMetrics: ['posts', 'lost', 'at', 'cursor'],
}

/** @throws a TypeError if a field that comes first does not exist */
export const inReadingOrder = (schema: GraphQLSchema): ReturnType<GraphQLSchema['toConfig']> => {
  for (const [name, first] of Object.entries(FIRST)) {
    const type = schema.getType(name)
    if (!isObjectType(type) && !isInterfaceType(type)) throw new TypeError(`${name} has no fields.`)
    moveToFront(type.getFields(), first)
  }
  const config = schema.toConfig()
  const types = config.types.toSorted((one, other) => (one.name < other.name ? -1 : 1))
  return { ...config, types }
}

/** `getFields` returns the map of the type itself. */
const moveToFront = <T>(fields: Record<string, T>, first: readonly string[]): void => {
  const rest = Object.keys(fields).filter((name) => !first.includes(name))
  for (const name of [...first, ...rest]) {
    const field = fields[name]
    if (field === undefined) throw new TypeError(`There is no field ${name} to come first.`)
    delete fields[name]
    fields[name] = field
  }
}
