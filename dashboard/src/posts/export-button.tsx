// Opens the export of a list.

import { lazy, Suspense, useRef, useState } from 'react'
import { Skeleton } from '../components/skeleton.tsx'
import { messages } from '../messages/index.ts'
import type { ExportProps } from './export-form.tsx'

const ExportForm = lazy(() => import('./export-form.tsx'))

const text = messages.posts.export

export const ExportButton = (props: ExportProps) => {
  const dialog = useRef<HTMLDialogElement>(null)
  const [isOpen, setOpen] = useState(false)
  const open = (): void => {
    setOpen(true)
    dialog.current?.showModal()
  }
  return (
    <>
      <button type="button" disabled={props.count === 0} onClick={open}>
        {text.open}
      </button>
      <dialog ref={dialog} aria-label={text.title} onClose={() => setOpen(false)}>
        <Suspense fallback={<Skeleton label={text.title} rows={3} />}>
          {isOpen && <ExportForm {...props} onClose={() => dialog.current?.close()} />}
        </Suspense>
      </dialog>
    </>
  )
}
