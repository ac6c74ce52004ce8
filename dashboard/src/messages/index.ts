// The texts of the page. A second language is a second file with the same type, chosen here.

import { en } from './en.ts'

export type Messages = typeof en

export const messages: Messages = en
