// A term whose definition is shown on hover and focus.

import { type ReactNode, useId } from 'react'

export const Term = ({ children, description }: { children: ReactNode; description: string }) => {
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
      <span role="tooltip" id={id} className="term-description">
        {description}
      </span>
    </span>
  )
}
