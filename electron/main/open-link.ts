/** What the window may have opened outside: addresses of the web, and no program, file or setting of the computer. */

/** @returns as it is opened. @throws Error for anything else; its words hold nothing of the address */
export function outsideAddress(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (parsed === null || (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') || parsed.hostname === '') throw new Error('no address of the web')
  return parsed.href
}
