// The place that is attached to a post.

import type { Place as WirePlace } from '../x/types.ts'
import { builder, needs } from './builder.ts'

const Coordinates = builder
  .objectRef<{ longitude: number; latitude: number }>('Coordinates')
  .implement({
    description: 'A point on Earth.',
    fields: (t) => ({
      longitude: t.exposeFloat('longitude', { nullable: false, description: 'Degrees east.' }),
      latitude: t.exposeFloat('latitude', { nullable: false, description: 'Degrees north.' }),
    }),
  })

/** X sends [longitude, latitude]. */
const pointOf = (coordinates: readonly number[] | null | undefined) => {
  const [longitude, latitude] = coordinates ?? []
  return longitude === undefined || latitude === undefined ? null : { longitude, latitude }
}

const Place = builder.objectRef<WirePlace>('Place').implement({
  description: 'A place that a post is tagged with.',
  fields: (t) => ({
    id: t.exposeID('id', { nullable: false, description: 'Its id.' }),
    fullName: t.exposeString('full_name', {
      description: 'The full name, with the name of the containing place.',
      ...needs({ place: ['full_name'] }),
    }),
    name: t.exposeString('name', { description: 'Its short name.', ...needs({ place: ['name'] }) }),
    country: t.exposeString('country', {
      description: 'Its country.',
      ...needs({ place: ['country'] }),
    }),
    countryCode: t.exposeString('country_code', {
      description: 'Its country’s two-letter code.',
      ...needs({ place: ['country_code'] }),
    }),
    placeType: t.exposeString('place_type', {
      description: 'The kind of place, in X’s words: city, country, admin, neighborhood or poi.',
      ...needs({ place: ['place_type'] }),
    }),
    boundingBox: t.floatList({
      description: 'The bounding box in degrees: west, south, east, north.',
      ...needs({ place: ['geo'] }),
      resolve: ({ geo }) => geo?.bbox,
    }),
    point: t.field({
      type: Coordinates,
      description: 'The point of the place, if X gives one.',
      ...needs({ place: ['geo'] }),
      resolve: ({ geo }) => pointOf(geo?.geometry?.coordinates),
    }),
    containedWithin: t.idList({
      description: 'The ids of the containing places.',
      ...needs({ place: ['contained_within'] }),
      resolve: ({ contained_within }) => contained_within,
    }),
  }),
})

export interface GeoView {
  readonly coordinates: readonly number[] | undefined
  readonly place: WirePlace | undefined
}

export const PostGeo = builder.objectRef<GeoView>('PostGeo').implement({
  description: 'The place that the author has attached to a post.',
  fields: (t) => ({
    coordinates: t.field({
      type: Coordinates,
      description: 'The exact point, if the author shared it.',
      resolve: ({ coordinates }) => pointOf(coordinates),
    }),
    place: t.expose('place', {
      type: Place,
      description: 'The place it is tagged with.',
      ...needs({ tweet: ['geo'], expand: 'geo.place_id' }),
    }),
  }),
})
