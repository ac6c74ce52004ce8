// What the views of an account show without one.

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
