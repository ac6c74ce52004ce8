// The link that starts a login with X, and returns to the current view.

import { rememberLogin, useLoginUrl, useViewer } from '../gateway/viewer.ts'
import { messages } from '../messages/index.ts'

interface LoginLinkProps {
  readonly secondary?: boolean
  readonly label?: string
}

export const LoginLink = ({ secondary = false, label = messages.common.logIn }: LoginLinkProps) => {
  const { loginUrl } = useViewer()
  const url = useLoginUrl(loginUrl)
  if (url === undefined) return null
  return (
    <a className={secondary ? 'button' : 'button primary'} href={url} onClick={rememberLogin}>
      {label}
    </a>
  )
}
