// Asks for an API key while the gateway answers nobody without one.

import type { ReactNode } from 'react'

import { errorCode } from '../gateway/errors.ts'
import { useViewer } from '../gateway/viewer.ts'
import { messages } from '../messages/index.ts'
import { KeyForm } from './key-form.tsx'

const text = messages.key

export const KeyGate = ({ children }: { children: ReactNode }) => {
  const { error } = useViewer()
  const isRefused = error?.graphQLErrors.some((each) => errorCode(each) === 'UNAUTHENTICATED')
  if (!isRefused) return children
  return (
    <>
      <h1>{text.title}</h1>
      <KeyForm reason={text.needed} />
      <p className="muted">
        {text.orLogIn} <a href="auth/login?returnTo=/">{messages.common.logIn}</a>
      </p>
    </>
  )
}
