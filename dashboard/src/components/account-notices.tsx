// Messages above a view: invented data, the result of a login, an account that is not connected here
// or has to be connected again.

import { useEffect } from 'react'
import { forgetLoginResult, loginResult } from '../gateway/login.ts'
import { type Accounts, accountName, useViewer } from '../gateway/viewer.ts'
import { messages } from '../messages/index.ts'
import { useStore } from '../store.ts'
import { LoginLink } from './login-link.tsx'

const text = messages.accounts

/** A success is shown for a while, a denial until it is dismissed. */
const SUCCESS_MS = 10_000

const LoginResult = ({ accounts }: Pick<Accounts, 'accounts'>) => {
  const result = useStore(loginResult)
  const isDenied = result === 'denied'
  useEffect(() => {
    if (result === undefined || isDenied) return
    const timer = setTimeout(forgetLoginResult, SUCCESS_MS)
    return () => clearTimeout(timer)
  }, [result, isDenied])
  if (result === undefined) return null
  const connected = accounts.find(({ id }) => id === result)
  if (!isDenied && connected === undefined) return null
  return (
    <div className="notice with-actions" role="status">
      <p>{connected === undefined ? text.denied : text.connected(accountName(connected))}</p>
      <span className="actions">
        {isDenied && <LoginLink secondary label={text.logInAgain} />}
        <button type="button" className="quiet" onClick={forgetLoginResult}>
          {messages.common.dismiss}
        </button>
      </span>
    </div>
  )
}

export const AccountNotices = ({ accounts, selected, unknownId }: Accounts) => {
  const { isSandbox } = useViewer()
  return (
    <>
      {isSandbox && (
        <p className="notice demo">
          <strong>{text.demo}</strong> {text.demoText}
        </p>
      )}
      <LoginResult accounts={accounts} />
      {unknownId !== undefined && selected !== undefined && (
        <div className="notice with-actions" role="status">
          <p>{text.unknown(unknownId, accountName(selected))}</p>
          <LoginLink secondary />
        </div>
      )}
      {selected?.reconnectNeeded && (
        <div className="failure" role="alert">
          <p>{text.reconnect}</p>
          <LoginLink label={text.reconnectNeeded} />
        </div>
      )}
    </>
  )
}
