// What a person sees who opens the sandbox in a browser: who lives there, what can be asked, and what
// has been asked so far. No script; reload to look again.

import type { Credentials } from './auth/index.ts'
import { type Answer, html } from './exchange.ts'
import { STYLE, safe } from './page.ts'
import type { SeenRequest } from './server.ts'
import type { World, WorldPost, WorldUser } from './world/types.ts'

const NEWEST = 12
const LAST_REQUESTS = 50

export interface FrontPage {
  readonly world: World
  readonly now: number
  readonly url: string
  readonly requests: readonly SeenRequest[]
  readonly credentials: Credentials
}

export const frontPage = ({ world, now, url, requests, credentials }: FrontPage): Answer => {
  const there = [...world.posts.values()].filter(({ createdAt }) => createdAt <= now)
  const owner = world.users.get(world.accounts[0] ?? '')
  const own = there
    .filter(({ authorId }) => authorId === owner?.id)
    .sort((a, b) => b.createdAt - a.createdAt)
  const example = `${url}/2/tweets?ids=${own
    .slice(0, 2)
    .map(({ id }) => id)
    .join(',')}&tweet.fields=public_metrics`
  return html(
    200,
    `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>X in the box</title><style>${STYLE}</style></head><body>
<header><h1>X in the box</h1>
<p class="lead">A look-alike of the X API v2 on your own machine. Nothing here is real, nothing leaves this machine.</p></header>
<main>
<section><h2>Ask it</h2>
<pre>curl -H 'Authorization: Bearer ${safe(credentials.bearer)}' \\
  '${safe(example)}'</pre></section>
<section><h2>People</h2><div class="wide"><table>
<thead><tr><th scope="col">User</th><th scope="col">Id</th><th scope="col">Posts here</th><th scope="col">What is special</th></tr></thead>
<tbody>${[...world.users.values()].map((user) => personRow(user, world, there)).join('')}</tbody></table></div></section>
<section><h2>Newest posts of ${safe(owner?.name ?? 'nobody')}</h2><div class="wide"><table>
<thead><tr><th scope="col">Id</th><th scope="col">Posted</th><th scope="col">Text</th></tr></thead>
<tbody>${own.slice(0, NEWEST).map(postRow).join('')}</tbody></table></div></section>
<section><h2>Requests</h2>${requestTable(requests)}</section>
</main></body></html>`,
  )
}

const personRow = (user: WorldUser, world: World, posts: readonly WorldPost[]): string => {
  const special = [
    user.id === world.accounts[0] && 'owns the access token',
    world.accounts.includes(user.id) && 'can log in',
    user.protected && 'protected',
    user.suspended && 'suspended',
    user.withheld && 'withheld in some countries',
  ].filter((word) => typeof word === 'string')
  const count = posts.filter(({ authorId }) => authorId === user.id).length
  return `<tr><td>${safe(user.name)}<br><code>@${safe(user.username)}</code></td><td><code>${user.id}</code></td>
<td class="number">${count}</td><td>${special.join(', ')}</td></tr>`
}

const postRow = (post: WorldPost): string =>
  `<tr><td class="keep"><code>${post.id}</code></td><td class="keep">${new Date(post.createdAt).toISOString().slice(0, 16).replace('T', ' ')}</td><td>${safe(post.text)}</td></tr>`

const requestTable = (requests: readonly SeenRequest[]): string => {
  if (requests.length === 0) return '<p>None yet.</p>'
  const rows = requests
    .slice(-LAST_REQUESTS)
    .reverse()
    .map(
      ({ method, path, query, context, status }) =>
        `<tr><td class="number">${status || '–'}</td><td>${safe(context ?? 'nobody')}</td>
<td><code>${safe(method)} ${safe(path)}</code></td><td><code>${safe(
          Object.entries(query)
            .map(([name, value]) => `${name}=${shorten(value)}`)
            .join(' '),
        )}</code></td></tr>`,
    )
  return `<p>${requests.length} in all; the last ${rows.length}, newest first.</p><div class="wide"><table>
<thead><tr><th scope="col">Status</th><th scope="col">As</th><th scope="col">Request</th><th scope="col">Query</th></tr></thead>
<tbody>${rows.join('')}</tbody></table></div>`
}

const shorten = (value: string): string => (value.length > 160 ? `${value.slice(0, 160)}…` : value)
