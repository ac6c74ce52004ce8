// What is to be said of all that is shown.

import { notices } from '../gateway/meter.ts'
import { useStore } from '../store.ts'
import { NOTICES } from '../words.ts'

export const Notices = () => {
  const codes = new Set([...useStore(notices).values()].flat().map(({ code }) => code))
  return (
    <div role="status">
      {[...codes].map((code) => (
        <p key={code} className="notice">
          {NOTICES[code]}
        </p>
      ))}
    </div>
  )
}
