// A form for the ids or links of posts. They are stored in the URL.

import { type FormEvent, useEffect, useState } from 'react'
import { navigate } from '../location.ts'
import { messages } from '../messages/index.ts'
import { MAX_IDS, type ParsedPostIds, parsePostIds } from '../parse-post-ids.ts'
import { useHref } from '../use-route.ts'

const text = messages.compare

const problemOf = ({ ids, unrecognized: [first] }: ParsedPostIds): string | undefined => {
  if (ids.length === 0) return text.none
  if (ids.length > MAX_IDS) return text.tooMany(MAX_IDS)
  return first && text.ignored(first.slice(0, 60))
}

export const IdForm = ({ ids }: { ids: readonly string[] }) => {
  const href = useHref()
  const idText = ids.join('\n')
  const [typed, setTyped] = useState(idText)
  const [problem, setProblem] = useState<string>()
  // Follows changes of the URL, but keeps the user's text if it has the same ids.
  useEffect(
    () => setTyped((before) => (parsePostIds(before).ids.join('\n') === idText ? before : idText)),
    [idText],
  )
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const parsed = parsePostIds(typed)
    setProblem(problemOf(parsed))
    if (parsed.ids.length === 0) return
    navigate(href({ view: 'compare', ids: parsed.ids.slice(0, MAX_IDS) }))
  }
  return (
    <form className="id-form" onSubmit={submit}>
      <label htmlFor="post-ids">{text.ids}</label>
      <textarea
        id="post-ids"
        rows={4}
        spellCheck={false}
        placeholder={text.placeholder}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
        aria-describedby="post-ids-help"
      />
      <p id="post-ids-help" className="muted">
        {text.help(MAX_IDS)}
      </p>
      <p role="status" className="input-error">
        {problem}
      </p>
      <div className="tools">
        <button type="submit" className="primary">
          {text.compare}
        </button>
      </div>
    </form>
  )
}
