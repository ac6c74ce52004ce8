// The overview without history: the reason, and the settings that change it.

import { useEffect } from 'react'
import { refresh } from '../gateway/refresh.ts'
import { messages } from '../messages/index.ts'
import { useHref } from '../use-route.ts'

const text = messages.overview

const ToPosts = () => {
  const href = useHref()
  return (
    <p>
      <a className="button" href={href({ view: 'posts' })}>
        {text.meanwhile}
      </a>
    </p>
  )
}

export const ArchiveOff = () => (
  <section className="card stack" aria-labelledby="archive-off">
    <h2 id="archive-off">{text.archiveOff}</h2>
    <p>{text.archiveOffText}</p>
    <dl className="settings">
      {Object.entries(text.archiveSettings).map(([setting, meaning]) => (
        <div key={setting}>
          <dt>
            <code>{setting}</code>
          </dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
    <ToPosts />
  </section>
)

/** The recorder is about to take the first samples. */
const RETRY_MS = 10_000

export const ArchiveEmpty = ({ isRecorded }: { isRecorded: boolean }) => {
  useEffect(() => {
    const timer = setInterval(refresh, RETRY_MS)
    return () => clearInterval(timer)
  }, [])
  return (
    <section className="card stack" aria-labelledby="archive-empty">
      <h2 id="archive-empty">{text.archiveEmpty}</h2>
      <p>{isRecorded ? text.archiveEmptyText.recorded : text.archiveEmptyText.notRecorded}</p>
      <ToPosts />
    </section>
  )
}
