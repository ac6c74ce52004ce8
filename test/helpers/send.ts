// A way to X of one's own, with nothing that others did to it.

import { readConfig } from '../../src/config.ts'
import { createUpstream, type Send } from '../../src/upstream.ts'

export const newSend = (timeoutMs = 1000): Send =>
  createUpstream({ ...readConfig({}).upstream, timeoutMs }).send
