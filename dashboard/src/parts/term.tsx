// A word that says what it means when it is pointed at or focused.

import { type ReactNode, useId } from 'react'

export const Term = ({ children, means }: { children: ReactNode; means: string }) => {
  const id = useId()
  return (
    <span className="term">
      <button
        type="button"
        className="term-word"
        aria-describedby={id}
        onKeyDown={({ key, currentTarget }) => {
          if (key === 'Escape') currentTarget.blur()
        }}
      >
        {children}
      </button>
      <span role="tooltip" id={id} className="term-means">
        {means}
      </span>
    </span>
  )
}
