// Checks a response of the OAuth endpoints: JSON, form text, HTML or a redirect. No input may be returned as markup or
// redirect to another address.

import type { RandomRequest, RawResponse } from './requests.ts'

const DOCUMENTED = [200, 302, 400, 401, 403, 404]

const FORM_TEXT = /^[\w.~*+%-]+=[\w.~*+%-]*(&[\w.~*+%-]+=[\w.~*+%-]*)*$/

const bodyViolations = (type: string, text: string): string[] => {
  if (type.includes('json')) {
    const body: unknown = JSON.parse(text)
    return body !== null && typeof body === 'object' ? [] : [`a body of ${text}`]
  }
  if (!type.startsWith('text/html')) return [`content-type ${type}`]
  if (!text.startsWith('<!DOCTYPE html>')) return FORM_TEXT.test(text) ? [] : ['no form text']
  return /<script|<img|javascript:/i.test(text) ? ['foreign markup on the page'] : []
}

/** A redirect must lead to the app's address, apart from the query. */
const redirectViolations = (request: RandomRequest, location: string): string[] => {
  const given = new URLSearchParams(request.body?.text ?? request.search).get('redirect_uri') ?? ''
  if (!URL.canParse(location) || !URL.canParse(given)) return [`sent on to ${location}`]
  const [to, wanted] = [new URL(location), new URL(given)]
  return to.origin === wanted.origin && to.pathname === wanted.pathname
    ? []
    : [`sent on to ${location} instead of ${given}`]
}

export const oauthViolations = (
  request: RandomRequest,
  { status, type, location, text }: RawResponse,
): string[] => {
  if (!DOCUMENTED.includes(status)) return [`status ${status}`]
  if (status === 302) return redirectViolations(request, location ?? '')
  return bodyViolations(type, text)
}
