// The whole page: its frame, and the view that the address names.

import { lazy, Suspense, useEffect, useRef, useState } from 'react'

import { useViewer } from './gateway/viewer.ts'
import { Budget } from './parts/budget.tsx'
import { Failure } from './parts/failure.tsx'
import { Header } from './parts/header.tsx'
import { Login } from './parts/login.tsx'
import { Skeleton } from './parts/skeleton.tsx'
import { OWN, type Route, useRoute } from './route.ts'
import { Compare } from './views/compare.tsx'
import { OwnPosts } from './views/own-posts.tsx'

const PostView = lazy(() => import('./views/post.tsx'))

const TITLES: Readonly<Record<Route['view'], string>> = {
  own: 'Your posts',
  post: 'Post',
  compare: 'Compare posts',
  nowhere: 'There is nothing here',
}

/** Whoever reads by ear, or goes by keys, is taken to the new view; not when the page has just been opened. */
const useArrival = (place: string, title: string) => {
  const main = useRef<HTMLElement>(null)
  const before = useRef(place)
  useEffect(() => {
    document.title = `${title} · X metrics`
    if (before.current !== place) main.current?.focus()
    before.current = place
  }, [place, title])
  return main
}

const NobodyYet = ({ canLogIn }: { canLogIn: boolean }) => (
  <div className="empty">
    <p>Log in with X to see your posts, with the numbers that X shows to you only.</p>
    {canLogIn ? (
      <Login />
    ) : (
      <p>Logins are not set up here: whoever runs the gateway has to set X_CLIENT_ID.</p>
    )}
    <p>Without a login you can compare the public numbers of any posts.</p>
  </div>
)

export const App = () => {
  const route = useRoute()
  const viewer = useViewer()
  const [chosenId, choose] = useState<string>()
  const place = route.view === 'post' ? `post ${route.id}` : route.view
  const main = useArrival(place, TITLES[route.view])
  const { accounts = [], loginUrl, error, fetching } = viewer
  const chosen = accounts.find(({ user }) => user.id === chosenId) ?? accounts[0]

  const own = () => {
    if (chosen !== undefined) return <OwnPosts key={chosen.user.id} account={chosen} />
    return (
      <>
        <h1>Your posts</h1>
        {error && <Failure error={error} onRetry={viewer.again} />}
        {fetching && <Skeleton what="accounts" />}
        {!fetching && !error && <NobodyYet canLogIn={loginUrl !== undefined} />}
      </>
    )
  }
  const view = () => {
    if (route.view === 'own') return own()
    if (route.view === 'compare') return <Compare ids={route.ids} />
    if (route.view === 'post') return <PostView key={route.id} id={route.id} />
    return (
      <>
        <h1>There is nothing here</h1>
        <p>
          <a href={OWN}>Your posts</a>
        </p>
      </>
    )
  }

  return (
    <>
      {/* No link: what is behind the # of the address says which view is shown. */}
      <button type="button" className="skip" onClick={() => main.current?.focus()}>
        Skip to the numbers
      </button>
      <Header route={route} accounts={accounts} chosen={chosen} onChoose={choose} />
      <main id="main" ref={main} tabIndex={-1}>
        {chosen?.reconnectNeeded && (
          <div className="failure" role="alert">
            <p>X no longer accepts the login of this account. Log in again to see its numbers.</p>
            <Login />
          </div>
        )}
        <Suspense fallback={<Skeleton what="the post" rows={8} />}>{view()}</Suspense>
      </main>
      <footer>
        <Budget accounts={accounts} />
        <p className="muted">
          A dash is a number that X does not give, never a zero. Developers ask at{' '}
          <a href="/graphql">/graphql</a>.
        </p>
      </footer>
    </>
  )
}
