// The account menu: whose numbers the page shows; connect, reconnect and disconnect accounts; log out.

import { formatTime } from '../format.ts'
import { canLogOut, forgetLogin, LOGOUT_URL } from '../gateway/login.ts'
import { type Account, type Accounts, accountName } from '../gateway/viewer.ts'
import { messages } from '../messages/index.ts'
import { Disconnect } from './disconnect.tsx'
import { LoginLink } from './login-link.tsx'
import { Popover } from './popover.tsx'
import { Avatar, UserBadge } from './user-badge.tsx'

const text = messages.accounts

const origin = ({ owned, connectedAt }: Account): string =>
  owned || connectedAt === null ? text.ofGateway : text.connectedOn(formatTime(connectedAt, 'day'))

interface ChoiceProps {
  readonly account: Account
  readonly isSelected: boolean
  readonly onSelect: () => void
}

const Choice = ({ account, isSelected, onSelect }: ChoiceProps) => (
  <li className="choice-of-account">
    <button type="button" className="item" aria-pressed={isSelected} onClick={onSelect}>
      <span>
        <UserBadge user={account.user} />
        <span className="muted">
          {account.reconnectNeeded ? text.loginRefused : origin(account)}
        </span>
      </span>
    </button>
    {account.reconnectNeeded && <LoginLink secondary label={text.reconnectNeeded} />}
    {account.connectedAt !== null && <Disconnect account={account} />}
  </li>
)

const LogOut = () => (
  <form method="post" action={LOGOUT_URL} onSubmit={forgetLogin}>
    <button type="submit" title={text.logOutTitle}>
      {messages.common.logOut}
    </button>
  </form>
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
                key={account.id}
                account={account}
                isSelected={account === selected}
                onSelect={() => {
                  select(account.id)
                  close()
                }}
              />
            ))}
          </ul>
          <div className="actions">
            <LoginLink secondary label={text.connect} />
            {canLogOut(accounts) && <LogOut />}
          </div>
        </>
      )}
    </Popover>
  )
}
