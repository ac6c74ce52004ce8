// The HTML pages of login and logout.

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)

const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { max-width: 34rem; margin: 15vh auto; padding: 0 1rem }
button, a { font: inherit }
`

/** Headers of HTML pages: no resources, no framing, forms to the gateway only. */
export const PAGE_HEADERS = {
  'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  // The equivalent of frame-ancestors for older browsers.
  'x-frame-options': 'DENY',
  // With no-referrer, forms would be sent with "Origin: null".
  'referrer-policy': 'same-origin',
}

export const page = (
  status: number,
  title: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Response =>
  new Response(
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${STYLE}</style><h1>${escaped(title)}</h1>${body}</html>`,
    {
      status,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        ...PAGE_HEADERS,
        'cache-control': 'no-store',
        ...headers,
      },
    },
  )

export const paragraph = (text: string): string => `<p>${escaped(text)}</p>`

export const link = (path: string, text: string): string =>
  `<p><a href="${escaped(path)}">${escaped(text)}</a></p>`

/** Forms are sent to the address of their page. */
export const logoutForm = (returnTo: string): string =>
  `<form method="post" action="?returnTo=${escaped(encodeURIComponent(returnTo))}"><button>Log out</button></form>`

export const keyForm = (returnTo: string): string =>
  `<form method="post" action="?returnTo=${escaped(encodeURIComponent(returnTo))}"><label>API key <input name="key" type="password" autocomplete="off" spellcheck="false"></label> <button>Continue</button></form>`

/** The page after a logout when X has not revoked all tokens yet. */
export const notRevoked = (returnTo: string, setCookie: string): Response =>
  page(
    200,
    'You are logged out',
    paragraph(
      'The gateway has removed your accounts, but X has not revoked all of their tokens yet. The gateway retries for about two hours. To be sure, revoke the app’s access in your settings at X (Connected apps).',
    ) + link(returnTo, 'Continue'),
    { 'set-cookie': setCookie },
  )
