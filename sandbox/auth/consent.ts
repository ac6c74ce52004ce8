// The page on which a person chooses an account and allows or denies: a stand-in for X's own. Plain
// form posts, no script; everything that came from outside is escaped.

import { STYLE, safe } from '../page.ts'

/** Somebody who can log in. */
export interface LoginAccount {
  readonly id: string
  readonly name: string
  readonly username: string
  readonly description: string
}

export interface Consent {
  /** Where the form goes. */
  readonly action: string
  readonly accounts: readonly LoginAccount[]
  /** Of OAuth 2.0; OAuth 1.0a asks for everything. */
  readonly scopes?: readonly string[]
  /** What must come back with the decision. */
  readonly hidden: Readonly<Record<string, string>>
}

const MEANING: ReadonlyMap<string, string> = new Map([
  ['tweet.read', 'see all posts that you can see, with the private numbers of your own'],
  ['users.read', 'see the accounts that you can see'],
  ['offline.access', 'stay connected until you take it back'],
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
<title>${safe(title)}</title><style>${CONSENT_STYLE}</style></head><body><main>
<p><small>X in the box: this stands where X’s own page would.</small></p>
<h1>${safe(title)}</h1>${content}</main></body></html>`

export const consentPage = ({ action, accounts, scopes, hidden }: Consent): string => {
  const fields = Object.entries(hidden)
    .map(([name, value]) => `<input type="hidden" name="${safe(name)}" value="${safe(value)}">`)
    .join('')
  const choices = accounts
    .map(
      ({ id, name, username, description }, index) =>
        `<label><input type="radio" name="account" value="${safe(id)}"${index === 0 ? ' checked' : ''}>
<strong>${safe(name)}</strong> @${safe(username)}<small>${safe(description)}</small></label>`,
    )
    .join('')
  const wishes = (scopes ?? ['tweet.read', 'users.read'])
    .map((scope) => `<li>${safe(MEANING.get(scope) ?? scope)}</li>`)
    .join('')
  return page(
    'An app asks for your account',
    `<form method="post" action="${safe(action)}">${fields}
<fieldset><legend>Log in as</legend>${choices}</fieldset>
<p>It wants to</p><ul>${wishes}</ul>
<p><button name="decision" value="allow">Allow</button> <button name="decision" value="deny">Deny</button></p></form>`,
  )
}

export const mistakePage = (sentence: string): string =>
  page('This does not work', `<p>${safe(sentence)}</p>`)

export const pinPage = (pin: string): string =>
  page(
    'Go back and enter this number',
    `<p>The app waits for this PIN:</p><p><code style="font-size:2.5rem">${safe(pin)}</code></p>`,
  )

export const deniedPage = (): string =>
  page('You said no', '<p>The app got nothing. You can close this page.</p>')
