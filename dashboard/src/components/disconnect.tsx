// Disconnects an account, after a question: the gateway then deletes what it has recorded of the account.

import { useRef } from 'react'
import { useMutation } from 'urql'
import { type Account, accountName } from '../gateway/viewer.ts'
import { DisconnectDocument } from '../generated/graphql.ts'
import { messages } from '../messages/index.ts'
import { useParams } from '../use-route.ts'
import { ErrorMessage } from './error-message.tsx'

const text = messages.accounts

export const Disconnect = ({ account }: { account: Account }) => {
  const dialog = useRef<HTMLDialogElement>(null)
  const { params, set } = useParams()
  const [{ fetching, error }, execute] = useMutation(DisconnectDocument)
  const disconnect = async (): Promise<void> => {
    const { error: failure } = await execute({ userId: account.id })
    if (failure !== undefined) return
    dialog.current?.close()
    if (params.account === account.id) set({ account: undefined }, { replace: true })
  }
  const name = accountName(account)
  return (
    <>
      <button
        type="button"
        className="quiet"
        aria-label={text.disconnectName(name)}
        onClick={() => dialog.current?.showModal()}
      >
        {text.disconnect}
      </button>
      <dialog ref={dialog} aria-label={text.disconnectName(name)}>
        <h2>{text.disconnectQuestion(name)}</h2>
        <p>{text.disconnectText}</p>
        {error && <ErrorMessage error={error} onRetry={disconnect} />}
        <div className="actions">
          <button type="button" onClick={() => dialog.current?.close()}>
            {messages.common.cancel}
          </button>
          <button type="button" className="danger" disabled={fetching} onClick={disconnect}>
            {text.disconnect}
          </button>
        </div>
      </dialog>
    </>
  )
}
