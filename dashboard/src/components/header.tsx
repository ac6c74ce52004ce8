// The page header: navigation, account selection, login and logout.

import { type Account, canLogOut, forgetLogin, LOGOUT_URL } from '../gateway/viewer.ts'
import { COMPARE_HREF, OWN_POSTS_HREF, type Route } from '../route.ts'
import { LoginLink } from './login-link.tsx'
import { UserBadge } from './user-badge.tsx'

interface HeaderProps {
  readonly route: Route
  readonly accounts: readonly Account[]
  readonly selected: Account | undefined
  readonly onSelect: (userId: string) => void
}

const accountName = ({ user }: Account): string =>
  user.username === null ? user.id : `@${user.username}`

const AccountSelect = ({ accounts, selected, onSelect }: Omit<HeaderProps, 'route'>) => {
  if (selected === undefined) return null
  if (accounts.length === 1) return <UserBadge user={selected.user} />
  return (
    <label className="account">
      <span className="visually-hidden">Account</span>
      <select value={selected.user.id} onChange={({ target }) => onSelect(target.value)}>
        {accounts.map((account) => (
          <option key={account.user.id} value={account.user.id}>
            {accountName(account)}
          </option>
        ))}
      </select>
    </label>
  )
}

export const Header = ({ route, ...accountProps }: HeaderProps) => (
  <header>
    <a className="brand" href={OWN_POSTS_HREF}>
      X metrics
    </a>
    <nav aria-label="Views">
      <a href={OWN_POSTS_HREF} aria-current={route.view === 'own' ? 'page' : undefined}>
        Your posts
      </a>
      <a href={COMPARE_HREF} aria-current={route.view === 'compare' ? 'page' : undefined}>
        Compare posts
      </a>
    </nav>
    <div className="viewer">
      <AccountSelect {...accountProps} />
      <LoginLink secondary={accountProps.accounts.length > 0} />
      {canLogOut(accountProps.accounts) && (
        <form method="post" action={LOGOUT_URL} onSubmit={forgetLogin}>
          <button type="submit">Log out</button>
        </form>
      )}
    </div>
  </header>
)
