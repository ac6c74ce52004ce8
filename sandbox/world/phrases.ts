// Texts of posts.

import type { Random } from './random.ts'

const OPENINGS = [
  'New on the shelf:',
  'A word about the weather and',
  'What our baristas say about',
  'Back by request:',
  'Three years in the making:',
  '☕️ This morning’s cup:',
  '🔥 From the drum today:',
  'Somebody asked about',
]

const SUBJECTS = [
  'the washed Kenyan that tastes of blackcurrant',
  'our lightest roast so far',
  'decaf that does not apologise',
  'the espresso for people who said they would never',
  'a filter blend for long trains',
  'the barrel-aged one 🪵',
  'a coffee grown at 2,100 metres',
  'the last sack of the year',
]

export const sentence = ({ random }: { readonly random: Random }): string =>
  `${random.pick(OPENINGS)} ${random.pick(SUBJECTS)}.`

/** A text that exceeds the length of `text`. */
export const LONG_STORY = `We have been asked how a roast is made, so here it is, all of it. The green beans come in jute sacks and smell of hay. They go into the drum at two hundred degrees and for eight minutes nothing seems to happen. Then the first crack: a sound like popcorn far away. From here on every second counts, and every second is written down. We stop the light roasts ninety seconds after that crack, the dark ones later, and none of them by the clock alone: somebody smells, listens and pulls the lever. Twelve minutes from sack to tray. Then it rests for three days, because fresh is not the same as ready.`
