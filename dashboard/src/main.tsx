// Renders the page.

import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Provider } from 'urql'

import { App } from './app.tsx'
import { client } from './gateway/client.ts'
import { takeLoginResult } from './gateway/login.ts'
import { followHistory } from './location.ts'

followHistory()
takeLoginResult()

const root = document.getElementById('page')
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <Provider value={client}>
        <App />
      </Provider>
    </StrictMode>,
  )
}
