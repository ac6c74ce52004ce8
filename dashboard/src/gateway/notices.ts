// The notices in a response's `extensions`.

type Extensions = Readonly<Record<string, unknown>> | undefined

interface Notice {
  readonly code: string
}

export const noticeCodes = (extensions: Extensions): readonly string[] =>
  ((extensions?.notices ?? []) as readonly Notice[]).map(({ code }) => code)
