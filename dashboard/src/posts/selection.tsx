// The posts that are chosen in the list, and what can be done with them.

import { messages } from '../messages/index.ts'
import { MAX_IDS } from '../parse-post-ids.ts'
import { useHref } from '../use-route.ts'

const text = messages.posts

interface SelectionProps {
  readonly ids: readonly string[]
  readonly onClear: () => void
}

export const Selection = ({ ids, onClear }: SelectionProps) => {
  const href = useHref()
  if (ids.length === 0) return null
  return (
    <section className="selection" aria-label={text.selected(ids.length)}>
      <span role="status">{text.selected(ids.length)}</span>
      <a className="button primary" href={href({ view: 'compare', ids: ids.slice(0, MAX_IDS) })}>
        {text.compare}
      </a>
      <button type="button" onClick={onClear}>
        {text.clearSelection}
      </button>
    </section>
  )
}
