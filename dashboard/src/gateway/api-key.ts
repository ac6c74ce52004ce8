// The API key of this browser: a person enters it once, and the gateway keeps it in a cookie that scripts cannot read.

export type KeyResult = 'accepted' | 'refused' | 'unreachable'

/** Sends a key to the gateway; an empty one ends its use in this browser. */
export const sendKey = async (key: string): Promise<KeyResult> => {
  try {
    const response = await fetch('auth/key', {
      method: 'POST',
      body: new URLSearchParams({ key }),
      // The gateway answers an accepted key with a redirect to a page.
      redirect: 'manual',
    })
    if (response.type === 'opaqueredirect') return 'accepted'
    return response.status === 401 ? 'refused' : 'unreachable'
  } catch {
    return 'unreachable'
  }
}
