// The account menu: whose numbers the page shows, and login and logout.

import {
  type Account,
  type Accounts,
  accountName,
  canLogOut,
  forgetLogin,
  LOGOUT_URL,
} from '../gateway/viewer.ts'
import { messages } from '../messages/index.ts'
import { LoginLink } from './login-link.tsx'
import { Popover } from './popover.tsx'
import { Avatar, UserBadge } from './user-badge.tsx'

const text = messages.accounts

interface ChoiceProps {
  readonly account: Account
  readonly isSelected: boolean
  readonly onSelect: () => void
}

const Choice = ({ account, isSelected, onSelect }: ChoiceProps) => (
  <li>
    <button type="button" className="item" aria-pressed={isSelected} onClick={onSelect}>
      <UserBadge user={account.user} />
      {account.reconnectNeeded && <span className="badge warn">{text.reconnectNeeded}</span>}
    </button>
  </li>
)

export const AccountMenu = ({ accounts, selected, select }: Accounts) => {
  if (selected === undefined) return <LoginLink />
  return (
    <Popover
      className="account"
      label={text.whose}
      button={
        <>
          <span className="visually-hidden">{text.label} </span>
          <Avatar user={selected.user} />
          <span>{accountName(selected)}</span>
        </>
      }
    >
      {(close) => (
        <>
          <h2>{text.whose}</h2>
          <ul className="menu">
            {accounts.map((account) => (
              <Choice
                key={account.user.id}
                account={account}
                isSelected={account === selected}
                onSelect={() => {
                  select(account.user.id)
                  close()
                }}
              />
            ))}
          </ul>
          <div className="actions">
            <LoginLink secondary label={text.connect} />
            {canLogOut(accounts) && (
              <form method="post" action={LOGOUT_URL} onSubmit={forgetLogin}>
                <button type="submit">{messages.common.logOut}</button>
              </form>
            )}
          </div>
        </>
      )}
    </Popover>
  )
}
