// Polls and places in X's wire format.

import type { Wire, WorldPoll } from '../world/types.ts'
import { shapeOf, timestamp, type View, type WireObject } from './view.ts'

/** Votes grow evenly until the poll ends. */
const options = (poll: WorldPoll, now: number): WireObject[] => {
  const { createdAt, endsAt } = poll
  const share = now < endsAt ? (now - createdAt) / (endsAt - createdAt) : 1
  return poll.options.map(({ label, votes }, index) => ({
    label,
    position: index + 1,
    votes: Math.floor(votes * share),
  }))
}

export const pollShape = (poll: WorldPoll, { fieldSet, now }: View): WireObject => {
  const all: WireObject = {
    duration_minutes: Math.round((poll.endsAt - poll.createdAt) / 60_000),
    end_datetime: timestamp(poll.endsAt),
    id: poll.id,
    options: options(poll, now),
    voting_status: now < poll.endsAt ? 'open' : 'closed',
  }
  return shapeOf(fieldSet.pollFields, (name) => all[name])
}

export const placeShape = (place: Wire, { fieldSet }: View): WireObject =>
  shapeOf(fieldSet.placeFields, (name) => place[name])
