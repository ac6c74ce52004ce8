export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)

export const STYLE = `
:root { color-scheme: light dark; --line: #8884; --soft: #8882; --accent: #1d6fd1 }
@media (prefers-color-scheme: dark) { :root { --accent: #7db8ff } }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 62rem; padding: 1.5rem }
h1 { margin: 0; line-height: 1.2 } h2 { margin: 2rem 0 .5rem; font-size: 1.15rem }
p.lead { margin: .25rem 0 1rem } a { color: var(--accent) }
pre { background: var(--soft); padding: .75rem 1rem; border-radius: 8px; overflow-x: auto }
.wide { overflow-x: auto }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top }
td.number { text-align: right; font-variant-numeric: tabular-nums }
td.nowrap { white-space: nowrap }
code { font-size: .92em; overflow-wrap: anywhere }`
