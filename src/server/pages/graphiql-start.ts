// The gateway's changes to GraphiQL's package: the history, tabs that stay in place, and links that open an operation with
// its variables. The start script is text because it runs in the browser.

/** The plugins that the package shows. They leave out the history, which its script has. */
const PLUGINS = /plugins:\[(\w+)\],schemaDescription:/
const HISTORY = /[\s,;](\w+)=\{title:"History",icon:\w+,content:\w+\}/

/**
 * The area within which tabs are dragged. When it grows, as it does at the first layout, the package moves each tab to the
 * same share of it: away from its place and from under the pointer. Without the area, tabs are dragged as well.
 */
const DRAG_AREA = /dragConstraints:[\w$]+,(?=value:)/

/** Changes the package's script. Parts that a new version does not have are left as they are. */
export const changedScript = (script: string): string => withHistory(script).replace(DRAG_AREA, '')

const withHistory = (script: string): string => {
  const history = HISTORY.exec(script)?.[1]
  return history === undefined
    ? script
    : script.replace(PLUGINS, `plugins:[${history},$1],schemaDescription:`)
}

/**
 * Renders GraphiQL with the operation of the address, if there is one. Links have it in their fragment, which browsers
 * do not send; `?query=` works, too. GraphiQL writes the query without its variables into the address, so it may not.
 */
export const startScript = (options: object): string => `
(() => {
  const options = ${JSON.stringify(options).replaceAll('<', String.raw`\u003c`)}
  const replaceState = history.replaceState.bind(history)
  history.replaceState = (state, title, address) => {
    if (!new URL(address, location.href).searchParams.has('query')) replaceState(state, title, address)
  }
  const linked = [location.hash.slice(1), location.search]
    .map((text) => new URLSearchParams(text))
    .find((each) => each.get('query'))
  if (linked !== undefined) {
    replaceState({}, '', location.pathname)
    const operation = { query: linked.get('query'), variables: linked.get('variables') ?? '' }
    Object.assign(options, operation, { defaultTabs: [operation, ...options.defaultTabs] })
  } else {
    // At the first visit, GraphiQL shows the query of the first tab without its variables. At later ones it opens an empty
    // tab, unless it has stored an edit.
    const { tabs = [], activeTabIndex } = JSON.parse(localStorage.getItem('graphiql:tabState') ?? '{}')
    const { query, variables } = tabs[activeTabIndex] ?? options.defaultTabs[0] ?? {}
    if (tabs.length > 0) options.query = query ?? ''
    options.variables = variables ?? ''
  }
  YogaGraphiQL.renderYogaGraphiQL(document.getElementById('root'), options)
})()
`
