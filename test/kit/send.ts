// A way to X of one's own, with nothing that others did to it.

import { readConfig } from '../../src/config/index.ts'
import { createUpstream, type Send } from '../../src/infra/upstream.ts'

export const newSend = (timeoutMs = 1000): Send =>
  createUpstream({ ...readConfig({}).upstream, timeoutMs }).send
