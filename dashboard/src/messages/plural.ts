// The plural form of a noun that a count takes.

import { formatCount } from '../format.ts'

type Forms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string }>

/** The count and the form that it takes in a language, such as “1 post” and “1,200 posts”. */
export const pluralIn = (language: string) => {
  const rules = new Intl.PluralRules(language)
  return (count: number, forms: Forms): string =>
    `${formatCount(count)} ${forms[rules.select(count)] ?? forms.other}`
}
