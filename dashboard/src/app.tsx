// The page layout and the view that the URL's hash selects.

import {
  type ComponentType,
  lazy,
  type ReactNode,
  Suspense,
  useEffect,
  useRef,
  useState,
} from 'react'
import { AccountMenu } from './components/account-menu.tsx'
import { AccountNotices } from './components/account-notices.tsx'
import { ErrorMessage } from './components/error-message.tsx'
import { Header } from './components/header.tsx'
import { KeyGate } from './components/key-gate.tsx'
import { LoginPrompt } from './components/login-prompt.tsx'
import { Skeleton } from './components/skeleton.tsx'
import { type Account, useAccounts, useViewer } from './gateway/viewer.ts'
import { messages } from './messages/index.ts'
import type { Route } from './route.ts'
import { useHref, useRoute } from './use-route.ts'
import { type Loader, views } from './views/load.ts'

/** A view is rendered at once if its code is there: React shows what it has suspended up to 300 ms later. */
const viewOf = <Props extends object>({
  load,
  loaded,
}: Loader<{ default: ComponentType<Props> }>): ComponentType<Props> => {
  const Lazy = lazy(load)
  return (props) => {
    const [View] = useState<ComponentType<Props>>(() => loaded()?.default ?? Lazy)
    return <View {...props} />
  }
}

const Overview = viewOf(views.overview)
const PostView = viewOf(views.post)
const Compare = viewOf(views.compare)
const Posts = viewOf(views.posts)
const OperatorView = viewOf(views.gateway)

const TITLES: Readonly<Record<Route['view'], string>> = {
  ...messages.navigation,
  'not-found': messages.common.notFound,
}

/** Sets the title, unless the view sets one of its own, and moves the focus to the new view for screen readers and keyboards, except on page load. */
const useViewFocus = (viewKey: string, title: string | undefined) => {
  const main = useRef<HTMLElement>(null)
  const previousKey = useRef(viewKey)
  useEffect(() => {
    if (title !== undefined) document.title = `${title} · ${messages.common.page}`
    if (previousKey.current !== viewKey) main.current?.focus({ preventScroll: true })
    previousKey.current = viewKey
  }, [viewKey, title])
  return main
}

const NotFound = () => {
  const href = useHref()
  return (
    <>
      <h1>{messages.common.notFound}</h1>
      <p>
        <a href={href({ view: 'overview' })}>{messages.navigation.overview}</a>
      </p>
    </>
  )
}

interface OfAccountProps {
  readonly title: string
  readonly account: Account | undefined
  readonly children: (account: Account) => ReactNode
}

/** A view of the selected account: offers a login without one. */
const OfAccount = ({ title, account, children }: OfAccountProps) => {
  const { loginUrl, error, fetching, refetch } = useViewer()
  if (account !== undefined) return children(account)
  return (
    <>
      <h1>{title}</h1>
      {error && <ErrorMessage error={error} onRetry={refetch} />}
      {fetching && <Skeleton label={messages.accounts.loading} />}
      {!fetching && !error && <LoginPrompt canLogIn={loginUrl !== undefined} />}
    </>
  )
}

const View = ({ route, account }: { route: Route; account: Account | undefined }) => {
  if (route.view === 'compare') return <Compare ids={route.ids} />
  if (route.view === 'post') return <PostView key={route.id} id={route.id} />
  if (route.view === 'gateway') return <OperatorView />
  if (route.view === 'not-found') return <NotFound />
  return (
    <OfAccount title={TITLES[route.view]} account={account}>
      {(selected) =>
        route.view === 'posts' ? (
          <Posts key={selected.id} account={selected} />
        ) : (
          <Overview key={selected.id} account={selected} />
        )
      }
    </OfAccount>
  )
}

export const App = () => {
  const route = useRoute()
  const accounts = useAccounts()
  const viewKey = route.view === 'post' ? `post ${route.id}` : route.view
  const main = useViewFocus(viewKey, route.view === 'post' ? undefined : TITLES[route.view])
  const { selected } = accounts
  const href = useHref()
  const { fetching, accounts: loaded } = useViewer()
  const isLoading = fetching && loaded === undefined
  return (
    <>
      {/* A button, because a link to #main would replace the route in the URL's hash. */}
      <button type="button" className="skip" onClick={() => main.current?.focus()}>
        {messages.common.skip}
      </button>
      <Header route={route}>
        <AccountMenu {...accounts} />
      </Header>
      <main id="main" ref={main} tabIndex={-1}>
        {isLoading ? (
          <Skeleton label={messages.accounts.loading} rows={8} />
        ) : (
          <>
            <AccountNotices {...accounts} />
            <Suspense fallback={<Skeleton label={messages.post.loading} rows={8} />}>
              <KeyGate>
                <View route={route} account={selected} />
              </KeyGate>
            </Suspense>
          </>
        )}
      </main>
      <footer>
        <p className="muted">
          {messages.common.footer} <a href="graphql">/graphql</a>.{' '}
          <a href={href({ view: 'gateway' })}>{messages.common.usage}</a>
        </p>
      </footer>
    </>
  )
}
