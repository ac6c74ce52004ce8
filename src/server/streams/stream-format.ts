// The format of a stream of messages: how each message, a heartbeat and the end are written.

export interface StreamFormat {
  readonly contentType: string
  /** The first bytes. */
  begin(): string
  /** @param json one line, with one character per byte */
  frame(json: string, cursor?: string): Buffer
  readonly heartbeat: Buffer
  /** Tells the client not to reconnect. */
  readonly complete: Buffer
}
