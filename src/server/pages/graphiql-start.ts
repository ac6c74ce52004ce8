// The gateway's changes to GraphiQL's package: the history, and links that open an operation with its variables. The
// start script is text because it runs in the browser.

/** The plugins that the package shows. They leave out the history, which its script has. */
const PLUGINS = /plugins:\[(\w+)\],schemaDescription:/
const HISTORY = /[\s,;](\w+)=\{title:"History",icon:\w+,content:\w+\}/

/** Adds the history to the package's script. Returns the script unchanged if a new version has other parts. */
export const withHistory = (script: string): string => {
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
  } else if (localStorage.getItem('graphiql:tabState') === null) {
    // GraphiQL shows the query of the first tab at the first visit, but not its variables.
    options.variables = options.defaultTabs[0]?.variables
  }
  YogaGraphiQL.renderYogaGraphiQL(document.getElementById('root'), options)
})()
`
