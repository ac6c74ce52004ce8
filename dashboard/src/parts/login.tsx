// The way in.

import { rememberLogin, useLoginAddress, useViewer } from '../gateway/viewer.ts'

export const Login = ({ quiet = false }: { quiet?: boolean }) => {
  const { loginUrl } = useViewer()
  const address = useLoginAddress(loginUrl)
  if (address === undefined) return null
  return (
    <a className={quiet ? 'button' : 'button primary'} href={address} onClick={rememberLogin}>
      Log in with X
    </a>
  )
}
