// The raw pass-through that all contenders are compared with: one upstream call per request, whose response is parsed and
// serialized without any checks.

import { createServer } from 'node:http'
import { Pool } from 'undici'

import { port, upstream } from './arguments.js'

const pool = new Pool(upstream)
const headers = { authorization: 'Bearer bench' }

const FIELDS = {
  Posts: 'tweet.fields=public_metrics',
  Feed: 'tweet.fields=public_metrics&expansions=author_id',
  Dated:
    'tweet.fields=created_at,public_metrics&expansions=author_id,attachments.media_keys&media.fields=url,duration_ms,preview_image_url',
  Private: 'tweet.fields=non_public_metrics,organic_metrics,promoted_metrics,public_metrics',
  Whole:
    'tweet.fields=public_metrics&expansions=author_id,attachments.media_keys&media.fields=url,duration_ms,preview_image_url',
}

const read = async (request) => {
  let text = ''
  request.setEncoding('utf8')
  for await (const chunk of request) text += chunk
  return JSON.parse(text)
}

const answer = async (request, response) => {
  const { operationName, variables } = await read(request)
  const { body } = await pool.request({
    method: 'GET',
    path: `/2/tweets?ids=${variables.ids.join(',')}&${FIELDS[operationName]}`,
    headers,
  })
  const text = JSON.stringify(JSON.parse(await body.text()))
  response.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}

createServer((request, response) => {
  answer(request, response).catch((error) => {
    console.error(error)
    response.writeHead(500).end()
  })
}).listen(port, '127.0.0.1')
