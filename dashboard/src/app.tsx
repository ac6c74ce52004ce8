// The page layout and the view that the URL's hash selects.

import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { ErrorMessage } from './components/error-message.tsx'
import { Header } from './components/header.tsx'
import { LoginLink } from './components/login-link.tsx'
import { Skeleton } from './components/skeleton.tsx'
import { Usage } from './components/usage.tsx'
import { useViewer } from './gateway/viewer.ts'
import { OWN_POSTS_HREF, type Route, useRoute } from './route.ts'
import { Compare } from './views/compare.tsx'
import { OwnPosts } from './views/own-posts.tsx'

const PostView = lazy(() => import('./views/post.tsx'))

const TITLES: Readonly<Record<Route['view'], string>> = {
  own: 'Your posts',
  post: 'Post',
  compare: 'Compare posts',
  'not-found': 'Page not found',
}

/** Sets the title, and moves the focus to the new view for screen readers and keyboards, except on page load. */
const useViewFocus = (viewKey: string, title: string) => {
  const main = useRef<HTMLElement>(null)
  const previousKey = useRef(viewKey)
  useEffect(() => {
    document.title = `${title} · X metrics`
    if (previousKey.current !== viewKey) main.current?.focus()
    previousKey.current = viewKey
  }, [viewKey, title])
  return main
}

const LoginPrompt = ({ canLogIn }: { canLogIn: boolean }) => (
  <div className="empty">
    <p>Log in with X to see your posts and their private metrics.</p>
    {canLogIn ? (
      <LoginLink />
    ) : (
      <p>Login is not configured. The operator of this gateway must set X_CLIENT_ID.</p>
    )}
    <p>Without logging in, you can compare the public metrics of any posts.</p>
  </div>
)

export const App = () => {
  const route = useRoute()
  const viewer = useViewer()
  const [selectedId, select] = useState<string>()
  const viewKey = route.view === 'post' ? `post ${route.id}` : route.view
  const main = useViewFocus(viewKey, TITLES[route.view])
  const { accounts = [], loginUrl, error, fetching } = viewer
  const selected = accounts.find(({ user }) => user.id === selectedId) ?? accounts[0]

  const ownPosts = () => {
    if (selected !== undefined) return <OwnPosts key={selected.user.id} account={selected} />
    return (
      <>
        <h1>Your posts</h1>
        {error && <ErrorMessage error={error} onRetry={viewer.refetch} />}
        {fetching && <Skeleton label="accounts" />}
        {!fetching && !error && <LoginPrompt canLogIn={loginUrl !== undefined} />}
      </>
    )
  }
  const view = () => {
    if (route.view === 'own') return ownPosts()
    if (route.view === 'compare') return <Compare ids={route.ids} />
    if (route.view === 'post') return <PostView key={route.id} id={route.id} />
    return (
      <>
        <h1>Page not found</h1>
        <p>
          <a href={OWN_POSTS_HREF}>Your posts</a>
        </p>
      </>
    )
  }

  return (
    <>
      {/* A button, because a link to #main would replace the route in the URL's hash. */}
      <button type="button" className="skip" onClick={() => main.current?.focus()}>
        Skip to content
      </button>
      <Header route={route} accounts={accounts} selected={selected} onSelect={select} />
      <main id="main" ref={main} tabIndex={-1}>
        {selected?.reconnectNeeded && (
          <div className="failure" role="alert">
            <p>X no longer accepts this account’s login. Log in again to see its metrics.</p>
            <LoginLink />
          </div>
        )}
        <Suspense fallback={<Skeleton label="the post" rows={8} />}>{view()}</Suspense>
      </main>
      <footer>
        <Usage accounts={accounts} />
        <p className="muted">
          A dash means that X does not provide the value; it is never a zero. The same data is
          available over GraphQL at <a href="graphql">/graphql</a>.
        </p>
      </footer>
    </>
  )
}
