// The form where a person enters an API key of the gateway, and the button that ends its use in this browser.

import { type FormEvent, useId, useState } from 'react'

import { type KeyResult, sendKey } from '../gateway/api-key.ts'
import { messages } from '../messages/index.ts'

const text = messages.key

/** @param reason why the page needs a key */
export const KeyForm = ({ reason }: { reason: string }) => {
  const id = useId()
  const [key, setKey] = useState('')
  const [result, setResult] = useState<KeyResult | 'sending'>()
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (key.trim() === '') return setResult('refused')
    setResult('sending')
    const answer = await sendKey(key.trim())
    setResult(answer)
    if (answer === 'accepted') window.location.reload()
  }
  const mistake = result === 'refused' || result === 'unreachable' ? text[result] : undefined
  return (
    <form className="card key-form" onSubmit={(event) => void submit(event)}>
      <p>{reason}</p>
      <label className="field" htmlFor={id}>
        {text.label}
      </label>
      <input
        id={id}
        type="password"
        autoComplete="current-password"
        value={key}
        aria-invalid={mistake !== undefined}
        aria-describedby={`${id}-help`}
        onChange={({ target }) => {
          setKey(target.value)
          setResult(undefined)
        }}
      />
      <p id={`${id}-help`} className={mistake ? 'input-error' : 'muted'} role="status">
        {mistake ?? text.help}
      </p>
      <button type="submit" className="primary" disabled={result === 'sending'}>
        {text.use}
      </button>
    </form>
  )
}

/** The key that this browser uses. */
export const CurrentKey = ({ name }: { name: string }) => {
  const [hasFailed, setFailed] = useState(false)
  const forget = async (): Promise<void> => {
    const result = await sendKey('')
    if (result === 'accepted') window.location.reload()
    else setFailed(true)
  }
  return (
    <p className="actions">
      <span className={hasFailed ? 'input-error' : 'muted'} role="status">
        {hasFailed ? text.unreachable : text.using(name)}
      </span>
      <button type="button" onClick={() => void forget()}>
        {text.forget}
      </button>
    </p>
  )
}
