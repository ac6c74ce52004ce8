// The page at `/`: the users of the sandbox's world, an example request, and the requests received so far. It
// has no script; reload it to update the list.

import type { Credentials } from './auth/index.ts'
import { escapeHtml, STYLE } from './html.ts'
import type { RecordedRequest } from './http.ts'
import { type HttpResponse, html } from './http.ts'
import { isPublished } from './world/published.ts'
import type { World, WorldPost, WorldUser } from './world/types.ts'

const NEWEST_POSTS = 12
const LAST_REQUESTS = 50

export interface FrontPage {
  readonly world: World
  readonly now: number
  readonly url: string
  readonly requests: readonly RecordedRequest[]
  readonly credentials: Credentials
}

export const frontPage = ({ world, now, url, requests, credentials }: FrontPage): HttpResponse => {
  const published = [...world.posts.values()].filter((post) => isPublished(post, now))
  const owner = world.users.get(world.accounts[0] ?? '')
  const own = published
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
<title>X API sandbox</title><style>${STYLE}</style></head><body>
<header><h1>X API sandbox</h1>
<p class="lead">A local server that behaves like the X API v2. Its data is invented, and no request leaves this machine.</p></header>
<main>
<section><h2>Example request</h2>
<pre>curl -H 'Authorization: Bearer ${escapeHtml(credentials.bearer)}' \\
  '${escapeHtml(example)}'</pre></section>
<section><h2>Users</h2><div class="wide"><table>
<thead><tr><th scope="col">User</th><th scope="col">Id</th><th scope="col">Posts</th><th scope="col">Notes</th></tr></thead>
<tbody>${[...world.users.values()].map((user) => userRow(user, world, published)).join('')}</tbody></table></div></section>
<section><h2>Newest posts of ${escapeHtml(owner?.name ?? '')}</h2><div class="wide"><table>
<thead><tr><th scope="col">Id</th><th scope="col">Posted</th><th scope="col">Text</th></tr></thead>
<tbody>${own.slice(0, NEWEST_POSTS).map(postRow).join('')}</tbody></table></div></section>
<section><h2>Requests</h2>${requestTable(requests)}</section>
</main></body></html>`,
  )
}

const userRow = (user: WorldUser, world: World, posts: readonly WorldPost[]): string => {
  const notes = [
    user.id === world.accounts[0] && 'owner of the access token',
    world.accounts.includes(user.id) && 'can log in',
    user.protected && 'protected',
    user.suspended && 'suspended',
    user.withheld && 'withheld in some countries',
  ].filter((note) => typeof note === 'string')
  const count = posts.filter(({ authorId }) => authorId === user.id).length
  return `<tr><td>${escapeHtml(user.name)}<br><code>@${escapeHtml(user.username)}</code></td><td><code>${user.id}</code></td>
<td class="number">${count}</td><td>${notes.join(', ')}</td></tr>`
}

const postRow = (post: WorldPost): string =>
  `<tr><td class="nowrap"><code>${post.id}</code></td><td class="nowrap">${new Date(post.createdAt).toISOString().slice(0, 16).replace('T', ' ')}</td><td>${escapeHtml(post.text)}</td></tr>`

const requestTable = (requests: readonly RecordedRequest[]): string => {
  if (requests.length === 0) return '<p>No requests yet.</p>'
  const rows = requests
    .slice(-LAST_REQUESTS)
    .reverse()
    .map(
      ({ method, path, query, context, status }) =>
        `<tr><td class="number">${status || '–'}</td><td>${escapeHtml(context ?? '–')}</td>
<td><code>${escapeHtml(method)} ${escapeHtml(path)}</code></td><td><code>${escapeHtml(
          Object.entries(query)
            .map(([name, value]) => `${name}=${shorten(value)}`)
            .join(' '),
        )}</code></td></tr>`,
    )
  return `<p>${requests.length} requests; the last ${rows.length}, newest first.</p><div class="wide"><table>
<thead><tr><th scope="col">Status</th><th scope="col">Caller</th><th scope="col">Request</th><th scope="col">Query</th></tr></thead>
<tbody>${rows.join('')}</tbody></table></div>`
}

const shorten = (value: string): string => (value.length > 160 ? `${value.slice(0, 160)}…` : value)
