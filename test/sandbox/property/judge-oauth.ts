// What is wrong with an answer of the OAuth endpoints. They speak JSON, form text or HTML, and send the
// browser on: whatever they were given, none of it may come back as markup or as another address.

import type { Answered } from './judge.ts'
import type { RandomRequest } from './requests.ts'

const DOCUMENTED = [200, 302, 400, 401, 403, 404]

const FORM_TEXT = /^[\w.~*+%-]+=[\w.~*+%-]*(&[\w.~*+%-]+=[\w.~*+%-]*)*$/

const bodyComplaints = (type: string, text: string): string[] => {
  if (type.includes('json')) {
    const body: unknown = JSON.parse(text)
    return body !== null && typeof body === 'object' ? [] : [`a body of ${text}`]
  }
  if (!type.startsWith('text/html')) return [`content-type ${type}`]
  if (!text.startsWith('<!DOCTYPE html>')) return FORM_TEXT.test(text) ? [] : ['no form text']
  return /<script|<img|javascript:/i.test(text) ? ['foreign markup on the page'] : []
}

/** The address that the app gave, with something added to its query. */
const redirectComplaints = (asked: RandomRequest, location: string): string[] => {
  const given = new URLSearchParams(asked.body?.text ?? asked.search).get('redirect_uri') ?? ''
  if (!URL.canParse(location) || !URL.canParse(given)) return [`sent on to ${location}`]
  const [to, wanted] = [new URL(location), new URL(given)]
  return to.origin === wanted.origin && to.pathname === wanted.pathname
    ? []
    : [`sent on to ${location} instead of ${given}`]
}

export const oauthComplaints = (
  asked: RandomRequest,
  { status, type, location, text }: Answered,
): string[] => {
  if (!DOCUMENTED.includes(status)) return [`status ${status}`]
  if (status === 302) return redirectComplaints(asked, location ?? '')
  return bodyComplaints(type, text)
}
