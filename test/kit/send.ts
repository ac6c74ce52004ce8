import { readConfig } from '../../src/config/index.ts'
import { createUpstream, type Send } from '../../src/infra/upstream.ts'

/** Creates an upstream client with its own circuit breaker and connections. */
export const createSend = (timeoutMs = 1000): Send =>
  createUpstream({ ...readConfig({}).upstream, timeoutMs }).send
