// The list of what needs attention, with a login where that helps.

import { LoginLink } from '../components/login-link.tsx'
import { messages } from '../messages/index.ts'
import type { Item } from './attention.ts'

export const Attention = ({ items }: { items: readonly Item[] }) => {
  if (items.length === 0) return null
  return (
    <section className="card attention" aria-labelledby="attention">
      <h2 id="attention">{messages.overview.attention}</h2>
      <ul>
        {items.map(({ text, login, isUrgent }) => (
          <li key={text} data-urgent={isUrgent || undefined}>
            <span>{text}</span>
            {login && <LoginLink secondary label={messages.accounts.reconnectNeeded} />}
          </li>
        ))}
      </ul>
    </section>
  )
}
