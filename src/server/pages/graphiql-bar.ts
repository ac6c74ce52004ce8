// The bar above GraphiQL: what the last answer cost, what X's rate limit has left, who is connected, and the way in and
// out. Its script is text, because it is the browser's: the page's policy lets in exactly what is written here.

export const BAR_STYLE = `
body { display: flex; flex-direction: column; height: 100dvh }
#root { flex: 1; min-height: 0 }
#root .graphiql-container { width: 100%; height: 100% }
#root .graphiql-logo { color: hsl(var(--color-neutral)) }
#bar { position: relative; color-scheme: light dark; --line: light-dark(#b9c1cf, #4a5568);
  display: flex; flex-wrap: wrap; align-items: center; gap: .3rem 1rem; padding: .4rem .75rem;
  font: 13px/1.45 system-ui, sans-serif; color: light-dark(#1d2636, #e8ecf3); background: light-dark(#f3f5f9, #1a2130);
  border-bottom: 1px solid var(--line) }
body.graphiql-light #bar { color-scheme: light }
body.graphiql-dark #bar { color-scheme: dark }
#bar p { margin: 0 }
#bar h1 { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
#bar nav { display: flex; flex-wrap: wrap; align-items: center; gap: .3rem .75rem; margin-left: auto }
#bar :is(a, button) { font: inherit; color: inherit; text-decoration: none; padding: .2rem .7rem; cursor: pointer;
  background: light-dark(#fff, #2a3447); border: 1px solid var(--line); border-radius: 999px }
#bar :is(a, button):hover { background: light-dark(#e4e9f2, #35415a) }
#bar :is(a, button):focus-visible { outline: 2px solid light-dark(#1d5fc4, #8ab8ff); outline-offset: 1px }
#bar [hidden] { display: none }
@media (max-width: 700px) {
  #bar nav { margin-left: 0 }
  /* One thing below the other, and of the documentation and the query the one that was called for. */
  #root #graphiql-session { flex-direction: column }
  #root .graphiql-main:has(> .graphiql-horizontal-drag-bar) > .graphiql-sessions { display: none !important }
  #root .graphiql-main > .graphiql-plugin { flex-grow: 1 !important }
  #root :is(.graphiql-horizontal-drag-bar, .graphiql-logo) { display: none }
}
`

/** With the way to the dashboard, where there is one. */
export const barWith = (dashboard: boolean): string => `<header id="bar">
<h1>X metrics gateway: GraphiQL</h1>
<p id="bar-cost" role="status">What a query costs is shown here.</p>
<p id="bar-left"></p>
<nav aria-label="Connected accounts">
<span id="bar-who"></span>
<a id="bar-login" href="/auth/login?returnTo=/graphql" hidden>Log in with X</a>
<form id="bar-logout" method="post" action="/auth/logout?returnTo=/graphql" hidden><button>Log out</button></form>
${dashboard ? '<a href="/">Dashboard</a>' : ''}
</nav>
</header>`

export const BAR_SCRIPT = String.raw`
(() => {
  const ask = window.fetch.bind(window)
  const part = (name) => document.getElementById('bar-' + name)
  const number = (count) => count.toLocaleString('en')
  const counted = (count, thing) => number(count) + ' ' + thing + (count === 1 ? '' : 's')

  /** What GraphiQL's last request was sent with: who it was is who is shown. */
  let shown = {}

  const query = async (text) => {
    try {
      const headers = { ...shown, 'content-type': 'application/json' }
      const response = await ask('/graphql', { method: 'POST', headers, body: JSON.stringify({ query: text }) })
      return await response.json()
    } catch {
      return {}
    }
  }

  const showCost = (upstream) => {
    part('cost').textContent = upstream === undefined
      ? 'Last answer: nothing was asked of X.'
      : 'Last answer: ' + [
          counted(upstream.calls, 'call'),
          counted(upstream.postsRead, 'post') + ' read',
          number(upstream.fromCache) + ' cached',
          '$' + upstream.estimatedCostUsd.toFixed(3),
        ].join(', ') + '.'
  }

  /** The window that is nearest to its end. */
  const showLeft = (windows) => {
    const [next] = windows
      .filter(({ limit, remaining }) => limit !== null && remaining !== null)
      .sort((one, other) => one.remaining / one.limit - other.remaining / other.limit)
    if (next === undefined) return
    const until = new Date(next.resetAt).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
    part('left').textContent =
      'Left at X: ' + number(next.remaining) + ' of ' + number(next.limit) + ' ' + next.endpoint +
      (next.context === 'APP' ? ' (app)' : ' (account)') + ' until ' + until + '.'
  }

  /** Asked for when somebody new is there: X bills a user once a day. */
  const names = new Map()
  const learnNames = async (accounts) => {
    if (accounts.every(({ user }) => names.has(user.id))) return
    for (const { user } of accounts) names.set(user.id, user.id)
    const { data } = await query('query GraphiQLNames { viewer { accounts { user { id username } } } }')
    for (const { user } of data?.viewer.accounts ?? []) names.set(user.id, '@' + user.username)
  }

  const showViewer = async ({ accounts, loginUrl }) => {
    await learnNames(accounts)
    part('who').textContent = accounts.length === 0
      ? 'Nobody is connected.'
      : accounts.map(({ user, owned, reconnectNeeded }) =>
          names.get(user.id) + (reconnectNeeded ? ' (log in again)' : owned ? ' (the gateway’s own)' : '')).join(', ')
    const hasLoggedIn = accounts.some(({ connectedAt }) => connectedAt !== null)
    const login = part('login')
    login.textContent = hasLoggedIn ? 'Connect another account' : 'Log in with X'
    login.hidden = loginUrl === null
    if (loginUrl !== null) login.href = loginUrl + '?returnTo=/graphql'
    part('logout').hidden = !hasLoggedIn
  }

  const look = async () => {
    const { data, errors = [] } = await query(
      'query GraphiQLBar { rateLimits { context endpoint limit remaining resetAt }' +
      ' viewer { loginUrl accounts { owned connectedAt reconnectNeeded user { id } } } }')
    if (data) {
      showLeft(data.rateLimits)
      return showViewer(data.viewer)
    }
    // A gateway with a key, which this page has not.
    part('who').textContent = errors[0]?.message ?? ''
    part('login').hidden = false
  }

  const tell = ({ extensions } = {}) => {
    showCost(extensions?.upstream)
    void look()
  }

  /** A subscription’s messages, as they pass. */
  const overheard = (response) => {
    const decoder = new TextDecoder()
    let text = ''
    const listening = new TransformStream({
      transform: (chunk, passed) => {
        passed.enqueue(chunk)
        text += decoder.decode(chunk, { stream: true })
        const events = text.split('\n\n')
        text = events.pop()
        for (const event of events) {
          const data = /^data: (\{.*)$/m.exec(event)?.[1]
          if (data !== undefined) tell(JSON.parse(data))
        }
      },
    })
    return new Response(response.body.pipeThrough(listening), response)
  }

  window.fetch = async (address, init = {}) => {
    const response = await ask(address, init)
    if (/IntrospectionQuery/.test(address + ' ' + init.body)) return response
    const sent = new Headers(init.headers)
    shown = Object.fromEntries(
      ['authorization', 'x-user-token'].filter((name) => sent.has(name)).map((name) => [name, sent.get(name)]))
    if (response.headers.get('content-type')?.includes('event-stream')) return overheard(response)
    response.clone().json().then(tell, () => {})
    return response
  }

  void look()
})()
`
