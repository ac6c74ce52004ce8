// The content of an account's views while no account is connected.

import { messages } from '../messages/index.ts'
import { LoginLink } from './login-link.tsx'

const text = messages.accounts

export const LoginPrompt = ({ canLogIn }: { canLogIn: boolean }) => (
  <div className="empty">
    <p>{text.logInToSee}</p>
    {canLogIn ? <LoginLink /> : <p>{text.noLogin}</p>}
    <p>{text.withoutLogin}</p>
  </div>
)
