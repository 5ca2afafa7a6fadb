/** What goes with every answer of the customers' pages: no script but ours, no frame, no copy kept. */
export const portalHeaders = {
  'content-security-policy': "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
}

/** Of the chat page, which sites of the operator's own may show in a frame, and which shows pictures that it has made of what it was sent. @param frames their origins; none: nobody */
export function chatHeaders(frames: readonly string[]): Record<string, string> {
  const own = { ...portalHeaders, 'content-security-policy': `${portalHeaders['content-security-policy']}; img-src blob:` }
  if (frames.length === 0) return own
  const { 'x-frame-options': _older, ...rest } = own
  return { ...rest, 'content-security-policy': rest['content-security-policy'].replace("frame-ancestors 'none'", `frame-ancestors ${frames.join(' ')}`) }
}

/** What other sites load: a script without anything of anybody in it. */
export const widgetHeaders = { 'cache-control': 'public, max-age=3600', 'x-content-type-options': 'nosniff', 'cross-origin-resource-policy': 'cross-origin', 'referrer-policy': 'no-referrer' }
