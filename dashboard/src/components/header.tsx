// The page header: navigation between the views, and the account menu.

import type { ReactNode } from 'react'
import { useViewer } from '../gateway/viewer.ts'
import { messages } from '../messages/index.ts'
import type { Route } from '../route.ts'
import { useHref } from '../use-route.ts'

const VIEWS = ['overview', 'posts', 'gateway'] as const

const text = messages.navigation

export const Header = ({ route, children }: { route: Route; children: ReactNode }) => {
  const href = useHref()
  const { operator } = useViewer()
  const current = (view: Route['view']) => (route.view === view ? 'page' : undefined)
  const [overview, posts, gateway] = VIEWS.map((view) => (
    <a key={view} href={href({ view })} aria-current={current(view)}>
      {text[view]}
    </a>
  ))
  return (
    <header>
      <div className="bar">
        <a className="brand" href={href({ view: 'overview' })}>
          {messages.common.page}
        </a>
        <nav aria-label={messages.common.views}>
          {overview}
          {posts}
          <a href={href({ view: 'compare', ids: [] })} aria-current={current('compare')}>
            {text.compare}
          </a>
          {operator && gateway}
        </nav>
        {children}
      </div>
    </header>
  )
}
