// What processes tell each other and nobody waits for: over Redis.

import { PREFIX, type Redis } from './redis.ts'

export interface News {
  tell(text: string): void
  onTold(listener: (text: string) => void): void
  /** After a time in which messages may have been lost; never, where none can be. */
  onReconnect?(listener: () => void): void
}

export interface ClosableNews extends News {
  close(): Promise<void>
}

export const createRedisNews = async (redis: Redis, topic: string): Promise<ClosableNews> => {
  const channel = `${PREFIX}${topic}`
  const listeners: ((text: string) => void)[] = []
  const reconnected: (() => void)[] = []
  const ear = redis.client.duplicate()
  // It reconnects, and listens again, by itself.
  ear.on('error', () => {})
  await ear.connect()
  await ear.subscribe(channel, (text) => {
    for (const listener of listeners) listener(text)
  })
  ear.on('ready', () => {
    for (const listener of reconnected) listener()
  })
  return {
    tell: (text) => {
      redis.client.publish(channel, text).catch(() => {})
    },
    onTold: (listener) => {
      listeners.push(listener)
    },
    onReconnect: (listener) => {
      reconnected.push(listener)
    },
    close: async () => ear.destroy(),
  }
}
