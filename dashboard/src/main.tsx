// The entry point of the page.

import './style/index.css'

import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Provider } from 'urql'

import { App } from './app.tsx'
import { client } from './gateway/client.ts'
import { takeLoginResult } from './gateway/login.ts'
import { followHistory } from './location.ts'
import { prefetch } from './prefetch.ts'
import { routeOf } from './route.ts'

followHistory()
takeLoginResult()
prefetch(routeOf(window.location.hash))

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
