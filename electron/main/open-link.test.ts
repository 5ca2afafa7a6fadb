import { expect, it } from 'vitest'
import { outsideAddress } from './open-link.ts'

it('lets addresses of the web out, as a browser reads them', () => expect(outsideAddress('HTTPS://Example.org/a b')).toBe('https://example.org/a%20b'))
it.each(['javascript:alert(1)', 'file:///etc/passwd', 'file://host/share', 'data:text/html,x', 'ms-settings:', 'smb://x', 'mailto:a@b.example', '', 'https://', '//example.org', 'x'])('lets no other out: %s', (url) => {
  expect(() => outsideAddress(url)).toThrow('no address of the web')
})
