// A button that opens a popover below itself. The browser closes it on Escape and on a click elsewhere.

import { type ReactNode, type ToggleEvent, useId, useRef } from 'react'

interface PopoverProps {
  /** The name of the popover. */
  readonly label: string
  /** The content of the button, which names it. */
  readonly button: ReactNode
  readonly className?: string
  readonly children: (close: () => void) => ReactNode
}

const GAP = 4

/** Aligns the popover with the button: to the right edge in the right half of the window. */
const place = (popover: HTMLElement, button: HTMLElement): void => {
  const { left, right, bottom } = button.getBoundingClientRect()
  const width = document.documentElement.clientWidth
  const isRight = left + right > width
  popover.style.top = `${bottom + GAP}px`
  popover.style.left = isRight ? 'auto' : `${Math.max(left, 2 * GAP)}px`
  popover.style.right = isRight ? `${Math.max(width - right, 2 * GAP)}px` : 'auto'
}

export const Popover = ({ label, button, className = '', children }: PopoverProps) => {
  const id = useId()
  const opener = useRef<HTMLButtonElement>(null)
  const popover = useRef<HTMLDivElement>(null)
  const toggle = ({ newState, currentTarget }: ToggleEvent<HTMLDivElement>): void => {
    if (newState === 'open' && opener.current) place(currentTarget, opener.current)
  }
  return (
    <>
      <button type="button" ref={opener} className={`opener ${className}`} popoverTarget={id}>
        {button}
      </button>
      <div
        ref={popover}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label}
        className="popover"
        onBeforeToggle={toggle}
      >
        {children(() => popover.current?.hidePopover())}
      </div>
    </>
  )
}
