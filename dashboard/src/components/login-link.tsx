import { rememberLogin, useLoginUrl, useViewer } from '../gateway/viewer.ts'

export const LoginLink = ({ secondary = false }: { secondary?: boolean }) => {
  const { loginUrl } = useViewer()
  const url = useLoginUrl(loginUrl)
  if (url === undefined) return null
  return (
    <a className={secondary ? 'button' : 'button primary'} href={url} onClick={rememberLogin}>
      Log in with X
    </a>
  )
}
