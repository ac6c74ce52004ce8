// The consent page, on which a user chooses an account and allows or denies access. It uses plain form posts and
// no script; every value from a request is escaped.

import { escapeHtml, STYLE } from '../html.ts'

/** An account that can log in. */
export interface LoginAccount {
  readonly id: string
  readonly name: string
  readonly username: string
  readonly description: string
}

export interface Consent {
  /** The path that the form is posted to. */
  readonly action: string
  readonly accounts: readonly LoginAccount[]
  /** The scopes of OAuth 2.0; OAuth 1.0a has none. */
  readonly scopes?: readonly string[]
  /** Fields to post back with the decision. */
  readonly hidden: Readonly<Record<string, string>>
}

const SCOPE_DESCRIPTIONS: ReadonlyMap<string, string> = new Map([
  ['tweet.read', 'read all posts that you can see, and the private metrics of your own posts'],
  ['users.read', 'read all accounts that you can see'],
  ['offline.access', 'stay connected until you revoke access'],
])

const CONSENT_STYLE = `${STYLE}
body { max-width: 32rem }
fieldset { border: 1px solid var(--line); border-radius: 12px; margin: 1rem 0; padding: .5rem 1rem }
label { display: block; padding: .6rem 0; cursor: pointer } label + label { border-top: 1px solid var(--line) }
input { margin-right: .6rem } label small { display: block; margin-left: 1.75rem; opacity: .75 }
button { font: inherit; font-weight: 600; padding: .6rem 1.4rem; border-radius: 99px; border: 1px solid var(--accent); cursor: pointer; background: none; color: var(--accent) }
button[value=allow] { background: var(--accent); color: Canvas }`

const page = (title: string, content: string): string => `<!DOCTYPE html><html lang="en"><head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><style>${CONSENT_STYLE}</style></head><body><main>
<p><small>X API sandbox: this page stands in for X’s own.</small></p>
<h1>${escapeHtml(title)}</h1>${content}</main></body></html>`

export const consentPage = ({ action, accounts, scopes, hidden }: Consent): string => {
  const fields = Object.entries(hidden)
    .map(
      ([name, value]) =>
        `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
    )
    .join('')
  const choices = accounts
    .map(
      ({ id, name, username, description }, index) =>
        `<label><input type="radio" name="account" value="${escapeHtml(id)}"${index === 0 ? ' checked' : ''}>
<strong>${escapeHtml(name)}</strong> @${escapeHtml(username)}<small>${escapeHtml(description)}</small></label>`,
    )
    .join('')
  const permissions = (scopes ?? ['tweet.read', 'users.read'])
    .map((scope) => `<li>${escapeHtml(SCOPE_DESCRIPTIONS.get(scope) ?? scope)}</li>`)
    .join('')
  return page(
    'An app requests access to your account',
    `<form method="post" action="${escapeHtml(action)}">${fields}
<fieldset><legend>Log in as</legend>${choices}</fieldset>
<p>The app will be able to</p><ul>${permissions}</ul>
<p><button name="decision" value="allow">Allow</button> <button name="decision" value="deny">Deny</button></p></form>`,
  )
}

export const errorPage = (sentence: string): string =>
  page('Invalid request', `<p>${escapeHtml(sentence)}</p>`)

export const pinPage = (pin: string): string =>
  page(
    'Enter this PIN in the app',
    `<p>Return to the app and enter:</p><p><code style="font-size:2.5rem">${escapeHtml(pin)}</code></p>`,
  )

export const deniedPage = (): string =>
  page('Access denied', '<p>The app has no access to your account. You can close this page.</p>')
