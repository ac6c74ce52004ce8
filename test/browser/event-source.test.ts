// A browser's EventSource reconnects and resumes at another gateway when its gateway stops.

import { describe, expect, it } from 'vitest'

import type { WorldPost } from '../../sandbox/index.ts'
import { startBalancer } from '../kit/balancer.ts'
import { hasChromium, launch, NEEDS_CHROMIUM } from '../kit/chromium.ts'
import { createClock } from '../kit/clock.ts'
import { createTestGateway } from '../kit/gateway.ts'
import { NOW, sandboxAt } from '../kit/sandbox/call.ts'
import { first, foreignPosts } from '../kit/sandbox/posts.ts'

const LONGER = { timeout: 15_000 }

describe.runIf(hasChromium)(`in Chromium${NEEDS_CHROMIUM}`, () => {
  it('EventSource gets events whose id is the cursor, and resumes at another gateway when its own stops', async () => {
    const clock = createClock(NOW)
    const x = await sandboxAt({ limits: '2026', now: clock.now })
    const posts = x.world.posts as Map<string, WorldPost>
    const post: WorldPost = { ...first(foreignPosts(x)), frozen: true }
    posts.set(post.id, post)
    const start = () =>
      createTestGateway({
        on: x,
        now: clock.now,
        schedule: clock.schedule,
        environment: { STOP_TIMEOUT_MS: '10000' },
      })
    const one = await start()
    await using balancer = await startBalancer([one.url])
    const browser = await launch()
    try {
      const page = await browser.newPage()
      const events: string[] = []
      page.on('console', (message) => {
        if (message.type() === 'log') events.push(message.text())
      })
      await page.goto(`${balancer.url}/live`)
      const query = `subscription { postMetrics(ids: ["${post.id}"]) { posts { publicMetrics { likeCount } } cursor } }`
      await page.evaluate(
        (url) => {
          const source = new EventSource(url)
          source.addEventListener('next', ({ data, lastEventId }) => {
            const { posts, cursor } = JSON.parse(data).data.postMetrics
            const id = lastEventId === cursor ? '' : `, but the id ${lastEventId}`
            console.log(`likes ${posts[0].publicMetrics.likeCount}${id}`)
          })
          source.addEventListener('complete', () => console.log('complete'))
          source.addEventListener('error', () =>
            console.log(source.readyState === EventSource.CLOSED ? 'closed' : 'reconnecting'),
          )
        },
        `/graphql?${new URLSearchParams({ query })}`,
      )
      const { organic, promoted } = post.numbers
      const likes = organic.likes + (promoted?.likes ?? 0)
      await expect.poll(() => events, LONGER).toEqual([`likes ${likes}`])
      await using other = await start()
      balancer.replace(one.url, other.url)
      posts.set(post.id, {
        ...post,
        numbers: { ...post.numbers, organic: { ...organic, likes: organic.likes + 1 } },
      })
      await one[Symbol.asyncDispose]()
      await expect
        .poll(() => events, LONGER)
        .toEqual([`likes ${likes}`, 'reconnecting', `likes ${likes + 1}`])
    } finally {
      await browser.close()
      await x.close()
    }
  }, 40_000)
})
