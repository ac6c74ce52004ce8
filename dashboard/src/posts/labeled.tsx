// The name of a control, and its value.

import type { ReactNode } from 'react'

export const Labeled = ({ label, children }: { label: string; children: ReactNode }) => (
  <span className="labeled">
    <span>{label}</span> {children}
  </span>
)
