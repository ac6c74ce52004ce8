import { expect, it } from 'vitest'

import { getX, sandboxAt } from '../kit/sandbox/call.ts'
import { first } from '../kit/sandbox/posts.ts'

it('the front page shows the world and the received requests without their secrets', async () => {
  await using x = await sandboxAt()
  await getX(x, '/2/tweets?ids=20&tweet.fields=lang', 'owner')
  const page = await (await fetch(x.url)).text()
  expect(page).toContain('@haldenroasters')
  expect(page).toContain('ids=20 tweet.fields=lang')
  expect(page).not.toContain('oauth_signature')
  // The page itself is not recorded as a request to X.
  expect(x.requests).toHaveLength(1)
})

it('the front page escapes markup in requests and in the world', async () => {
  await using x = await sandboxAt()
  const hostile = '<img src=x onerror=alert(1)>'
  await getX(x, `/2/tweets?ids=20&dummy=${encodeURIComponent(hostile)}`)
  const page = await (await fetch(x.url)).text()
  expect(page).not.toContain('<img')
  const writer = first([...x.world.users.values()], ({ username }) => username === 'inesokafor')
  const users = new Map(x.world.users).set(writer.id, { ...writer, name: '<script>1</script>' })
  await using y = await sandboxAt({ seed: { ...x.world, users } })
  expect(await (await fetch(y.url)).text()).not.toContain('<script>')
})
