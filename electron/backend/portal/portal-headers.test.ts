import { expect, it } from 'vitest'
import { chatHeaders, portalHeaders } from './portal-headers.ts'

/** Beside that it shows pictures which it has made itself of what it was sent; no other page does. */
const withPictures = `${portalHeaders['content-security-policy']}; img-src blob:`

it('lets nobody show the chat in a frame where nobody was named', () => {
  expect(chatHeaders([])).toEqual({ ...portalHeaders, 'content-security-policy': withPictures })
  expect(portalHeaders['content-security-policy']).not.toContain('img-src')
  expect(chatHeaders([])['content-security-policy']).toContain("frame-ancestors 'none'")
})

it('names exactly those who may, and leaves all else as strict as it was', () => {
  const headers = chatHeaders(['https://www.example.com', 'https://shop.example.com'])
  expect(headers['content-security-policy']).toBe(withPictures.replace("frame-ancestors 'none'", 'frame-ancestors https://www.example.com https://shop.example.com'))
  const { 'x-frame-options': _older, 'content-security-policy': _policy, ...rest } = portalHeaders
  expect(headers).toMatchObject(rest)
  // What knows no list would refuse them all.
  expect(headers).not.toHaveProperty('x-frame-options')
})
