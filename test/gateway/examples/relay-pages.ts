// Loads pages with the hook of the Relay example, in a component that is rendered without a browser.

import { createElement, Suspense } from 'react'
import { RelayEnvironmentProvider } from 'react-relay'
import { act, create, type ReactTestRenderer } from 'react-test-renderer'
import type { Environment } from 'relay-runtime'
import { expect } from 'vitest'

import { useTimeline } from '../../../examples/relay/timeline.ts'

export const loadPages = async (
  environment: Environment,
  user: string,
  first: number,
  pages: number,
) => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  let shown: ReturnType<typeof useTimeline> | undefined
  const List = (): null => {
    shown = useTimeline(user, first)
    return null
  }
  const children = createElement(Suspense, { fallback: null }, createElement(List))
  const element = createElement(RelayEnvironmentProvider, { environment, children })
  let rendered: ReactTestRenderer | undefined
  await act(async () => {
    rendered = create(element)
  })
  const settle = (count: number) =>
    expect
      .poll(async () => {
        await act(async () => {})
        return shown?.posts.length
      })
      .toBe(count)
  await settle(first)
  for (let page = 2; page <= pages && shown?.hasNext; page++) {
    await act(async () => {
      shown?.loadMore()
    })
    await settle(page * first)
  }
  const posts = shown?.posts ?? []
  await act(async () => rendered?.unmount())
  return posts
}
