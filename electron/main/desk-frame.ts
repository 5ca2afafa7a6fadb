import type { WebFrameMain } from 'electron'
import { APP_ORIGIN } from './pages.ts'

const PAGES = ['/', '/index.html']

/** True for the desk's page itself: not for the problem page, another origin, or a frame inside a page. */
export function isDeskFrame(frame: Pick<WebFrameMain, 'parent' | 'origin' | 'url'>): boolean {
  if (frame.parent !== null || frame.origin !== APP_ORIGIN || !URL.canParse(frame.url)) return false
  const { protocol, host, pathname } = new URL(frame.url)
  return `${protocol}//${host}` === APP_ORIGIN && PAGES.includes(pathname)
}
