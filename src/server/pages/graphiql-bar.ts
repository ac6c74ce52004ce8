// The bar above GraphiQL: the cost of the last response, X's rate limits, the connected accounts, and login and logout.
// Its script is text because it runs in the browser. The page's policy allows exactly this text.

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
#bar label { display: flex; align-items: center; gap: .35rem; cursor: pointer }
#bar [hidden] { display: none }
@media (max-width: 700px) {
  #bar nav { margin-left: 0 }
  /* One column, with either the documentation or the query. */
  #root #graphiql-session { flex-direction: column }
  #root .graphiql-main:has(> .graphiql-horizontal-drag-bar) > .graphiql-sessions { display: none !important }
  #root .graphiql-main > .graphiql-plugin { flex-grow: 1 !important }
  #root :is(.graphiql-horizontal-drag-bar, .graphiql-logo) { display: none }
}
`

/** @param dashboard whether to link to the dashboard */
export const barHtml = (
  dashboard: boolean,
  basePath: string,
): string => `<header id="bar" data-base="${basePath}">
<h1>X metrics gateway: GraphiQL</h1>
<p id="bar-cost" role="status">The cost of the last query appears here.</p>
<p id="bar-left"></p>
<label id="bar-dry" title="Runs nothing: shows the most that the query can cost, and what it leaves of the limits."><input type="checkbox" id="bar-dry-run"> Price before running</label>
<button type="button" id="bar-link" title="Copies a link that opens this query with its variables. Headers and keys are not part of it.">Copy link</button>
<nav aria-label="Connected accounts">
<span id="bar-who"></span>
<a id="bar-login" href="${basePath}/auth/login?returnTo=/graphql" hidden>Log in with X</a>
<form id="bar-logout" method="post" action="${basePath}/auth/logout?returnTo=/graphql" hidden><button>Log out</button></form>
${dashboard ? `<a href="${basePath}/">Dashboard</a>` : ''}
</nav>
</header>`

export const BAR_SCRIPT = String.raw`
(() => {
  const originalFetch = window.fetch.bind(window)
  const { base } = document.getElementById('bar').dataset
  const part = (name) => document.getElementById('bar-' + name)
  const number = (count) => count.toLocaleString('en')
  const plural = (count, noun) => number(count) + ' ' + noun + (count === 1 ? '' : 's')

  /** The credentials of GraphiQL's last request: the bar shows the accounts of that caller. */
  let credentials = {}

  const query = async (text) => {
    try {
      const headers = { ...credentials, 'content-type': 'application/json' }
      const response = await originalFetch(base + '/graphql', { method: 'POST', headers, body: JSON.stringify({ query: text }) })
      return await response.json()
    } catch {
      return {}
    }
  }

  /** The rest of rate and spend limits after a query, without running it. */
  const leavesOf = ({ windows = [], limits = [] }) => {
    const parts = [
      ...windows.filter(({ remainingAfter }) => remainingAfter !== null)
        .map(({ endpoint, remainingAfter }) => number(remainingAfter) + ' calls to ' + endpoint),
      ...limits.map(({ name, period, leftUsdAfter }) =>
        '$' + leftUsdAfter.toFixed(3) + ' of the limit of ' + name + ' for the ' + period),
    ]
    const isTooMuch = limits.some(({ leftUsdAfter }) => leftUsdAfter < 0)
    if (isTooMuch) return ' That is more than a spend limit leaves: the query would be refused.'
    return parts.length === 0 ? '' : ' It would leave ' + parts.join(', ') + '.'
  }

  const showCost = (upstream, dryRun) => {
    part('cost').textContent = upstream === undefined
      ? 'Last response: no upstream cost.'
      : (dryRun ? 'Not run. It costs at most: ' : 'Last response: ') + [
          plural(upstream.calls, 'call'),
          plural(upstream.postsRead, 'post') + ' read',
          ...(upstream.usersRead > 0 ? [plural(upstream.usersRead, 'user') + ' read'] : []),
          number(upstream.fromCache) + ' cached',
          '$' + upstream.estimatedCostUsd.toFixed(3),
        ].join(', ') + '.' + (dryRun ? leavesOf(dryRun) : '')
  }

  /** Shows the rate-limit window with the smallest share left. */
  const showRateLimit = (windows) => {
    const [next] = windows
      .filter(({ limit, remaining }) => limit !== null && remaining !== null)
      .sort((a, b) => a.remaining / a.limit - b.remaining / b.limit)
    if (next === undefined) return
    const until = new Date(next.resetAt).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
    part('left').textContent =
      'X rate limit: ' + number(next.remaining) + ' of ' + number(next.limit) + ' calls left to ' + next.endpoint +
      (next.context === 'APP' ? ' (app)' : ' (account)') + ' until ' + until + '.'
  }

  /** Queried only when a new account is connected, because X charges for user lookups. */
  const names = new Map()
  const loadNames = async (accounts) => {
    if (accounts.every(({ user }) => names.has(user.id))) return
    for (const { user } of accounts) names.set(user.id, user.id)
    const { data } = await query('query GraphiQLNames { viewer { accounts { user { id username } } } }')
    for (const { user } of data?.viewer.accounts ?? []) names.set(user.id, '@' + user.username)
  }

  const showViewer = async ({ accounts, loginUrl }) => {
    await loadNames(accounts)
    part('who').textContent = accounts.length === 0
      ? 'No account is connected.'
      : accounts.map(({ user, owned, reconnectNeeded }) =>
          names.get(user.id) + (reconnectNeeded ? ' (log in again)' : owned ? ' (the gateway’s own)' : '')).join(', ')
    const hasLoggedIn = accounts.some(({ connectedAt }) => connectedAt !== null)
    const login = part('login')
    login.textContent = hasLoggedIn ? 'Connect another account' : 'Log in with X'
    login.hidden = loginUrl === null
    if (loginUrl !== null) login.href = loginUrl + '?returnTo=/graphql'
    part('logout').hidden = !hasLoggedIn
  }

  const refresh = async () => {
    const { data, errors = [] } = await query(
      'query GraphiQLBar { rateLimits { context endpoint limit remaining resetAt }' +
      ' viewer { loginUrl accounts { owned connectedAt reconnectNeeded user { id } } } }')
    if (data) {
      showRateLimit(data.rateLimits)
      return showViewer(data.viewer)
    }
    // The gateway requires a key that this page does not have.
    part('who').textContent = errors[0]?.message ?? ''
    part('login').hidden = false
  }

  const show = ({ extensions } = {}) => {
    showCost(extensions?.upstream, extensions?.dryRun)
    void refresh()
  }

  /** Passes a subscription’s events through, and shows the cost of each. */
  const observed = (response) => {
    const decoder = new TextDecoder()
    let text = ''
    const tap = new TransformStream({
      transform: (chunk, controller) => {
        controller.enqueue(chunk)
        text += decoder.decode(chunk, { stream: true })
        const events = text.split('\n\n')
        text = events.pop()
        for (const event of events) {
          const data = /^data: (\{.*)$/m.exec(event)?.[1]
          if (data !== undefined) show(JSON.parse(data))
        }
      },
    })
    return new Response(response.body.pipeThrough(tap), response)
  }

  /** GraphiQL reports an answer with neither data nor errors as broken. */
  const priced = async (response) => {
    const answer = await response.json()
    show(answer)
    return Response.json({ ...answer, data: {} }, { status: response.status })
  }

  /** The open tab, as GraphiQL stores it half a second after an edit. */
  const openOperation = async () => {
    await new Promise((resolve) => setTimeout(resolve, 700))
    const { tabs = [], activeTabIndex = 0 } = JSON.parse(localStorage.getItem('graphiql:tabState') ?? '{}')
    return tabs[activeTabIndex] ?? {}
  }

  part('link').addEventListener('click', async ({ currentTarget: button }) => {
    const { query, variables } = await openOperation()
    const shared = new URLSearchParams({ query: query ?? '', ...(variables && { variables }) })
    const link = location.origin + location.pathname + '#' + shared
    const isCopied = await navigator.clipboard.writeText(link).then(() => true, () => false)
    if (!isCopied) window.prompt('Copy this link:', link)
    button.textContent = isCopied ? 'Link copied' : 'Copy link'
    setTimeout(() => { button.textContent = 'Copy link' }, 2000)
  })

  window.fetch = async (address, init = {}) => {
    if (/IntrospectionQuery/.test(address + ' ' + init.body)) return originalFetch(address, init)
    const sent = new Headers(init.headers)
    const isPrice = part('dry-run').checked
    if (isPrice) {
      sent.set('x-dry-run', '1')
      sent.set('accept', 'application/json')
    }
    const response = await originalFetch(address, { ...init, headers: sent })
    credentials = Object.fromEntries(
      ['authorization', 'x-user-token'].filter((name) => sent.has(name)).map((name) => [name, sent.get(name)]))
    if (isPrice) return priced(response)
    if (response.headers.get('content-type')?.includes('event-stream')) return observed(response)
    response.clone().json().then(show, () => {})
    return response
  }

  void refresh()
})()
`
