// Who looks, where they are, and the ways in and out.

import { type Account, forgetLogin, LOGOUT, mayLogOut } from '../gateway/viewer.ts'
import { COMPARE, OWN, type Route } from '../route.ts'
import { Handle } from './avatar.tsx'
import { Login } from './login.tsx'

interface HeaderProps {
  readonly route: Route
  readonly accounts: readonly Account[]
  readonly chosen: Account | undefined
  readonly onChoose: (userId: string) => void
}

const nameOf = ({ user }: Account): string =>
  user.username === null ? user.id : `@${user.username}`

const Accounts = ({ accounts, chosen, onChoose }: Omit<HeaderProps, 'route'>) => {
  if (chosen === undefined) return null
  if (accounts.length === 1) return <Handle person={chosen.user} />
  return (
    <label className="account">
      <span className="unseen">Account</span>
      <select value={chosen.user.id} onChange={({ target }) => onChoose(target.value)}>
        {accounts.map((account) => (
          <option key={account.user.id} value={account.user.id}>
            {nameOf(account)}
          </option>
        ))}
      </select>
    </label>
  )
}

export const Header = ({ route, ...who }: HeaderProps) => (
  <header>
    <a className="brand" href={OWN}>
      X metrics
    </a>
    <nav aria-label="Views">
      <a href={OWN} aria-current={route.view === 'own' ? 'page' : undefined}>
        Your posts
      </a>
      <a href={COMPARE} aria-current={route.view === 'compare' ? 'page' : undefined}>
        Compare posts
      </a>
    </nav>
    <div className="who">
      <Accounts {...who} />
      <Login quiet={who.accounts.length > 0} />
      {mayLogOut(who.accounts) && (
        <form method="post" action={LOGOUT} onSubmit={forgetLogin}>
          <button type="submit">Log out</button>
        </form>
      )}
    </div>
  </header>
)
