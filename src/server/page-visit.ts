// Browsers that come to the address are shown GraphiQL, whatever else they ask.

export const isPageVisit = (
  method: string | undefined,
  accept: string | null | undefined,
): boolean => method === 'GET' && accept?.includes('text/html') === true
