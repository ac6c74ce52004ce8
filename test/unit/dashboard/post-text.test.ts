import { expect, it } from 'vitest'

import { firstWords, textParts } from '../../../dashboard/src/post/text.ts'

const link = (
  url: string,
  displayUrl: string,
  expandedUrl: string,
  mediaKey: string | null = null,
) => ({
  ...{ url, displayUrl, expandedUrl, mediaKey, unwoundUrl: null },
})

it('shows links in their display form, and leaves out those of media', () => {
  const links = [
    link('https://t.co/aaa', 'halden.example/a…', 'https://halden.example/about'),
    link('https://t.co/mmm', 'pic.x.com/mmm', 'https://x.com/i/photo/1', '3_1'),
    link('https://t.co/js', 'js', 'javascript:alert(1)'),
  ]
  expect(
    textParts(
      'Salt &amp; pepper 🧂 https://t.co/aaa &lt;3 https://t.co/js https://t.co/mmm',
      links,
    ),
  ).toEqual([
    'Salt & pepper 🧂 ',
    {
      href: 'https://halden.example/about',
      label: 'halden.example/a…',
      title: 'https://halden.example/about',
    },
    ' <3 ',
    'https://t.co/js',
    '',
  ])
  expect(textParts('No links', [])).toEqual(['No links'])
})

it.each([
  ['Short\ntext of two', 'Short text of two'],
  ['One two three four five six seven', 'One two three four…'],
  ['👩‍👩‍👧‍👦'.repeat(25), `${'👩‍👩‍👧‍👦'.repeat(20)}…`],
  ['First sentence here. Second sentence', 'First sentence here…'],
  ['', ''],
])('takes the first words of %j', (text, words) => {
  expect(firstWords(text, 20)).toBe(words)
})
