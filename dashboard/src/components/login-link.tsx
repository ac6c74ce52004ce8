// The link that starts a login with X, and returns to the current view.

import { useLoginUrl } from '../gateway/login.ts'
import { messages } from '../messages/index.ts'

interface LoginLinkProps {
  readonly secondary?: boolean
  readonly label?: string
}

export const LoginLink = ({ secondary = false, label = messages.common.logIn }: LoginLinkProps) => {
  const url = useLoginUrl()
  if (url === undefined) return null
  return (
    <a className={secondary ? 'button' : 'button primary'} href={url}>
      {label}
    </a>
  )
}
