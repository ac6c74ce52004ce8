// The parts of node:http that are values. An import statement evaluates all exports of a built-in module, and those of
// node:http load Node.js's own fetch and WebSocket, which take longer than the start of Node.js itself.

import type * as http from 'node:http'

export const {
  createServer,
  ServerResponse,
}: Pick<typeof http, 'createServer' | 'ServerResponse'> = process.getBuiltinModule('node:http')
