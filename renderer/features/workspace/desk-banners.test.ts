import { expect, it } from 'vitest'
import { cacheBanners } from './desk-banners.ts'

it.each([
  ['replacedDamaged', '/somewhere/cache.db.aside-1', 'cache.replacedDamaged'],
  ['replacedWrongKey', '/somewhere/cache.db.aside-1', 'cache.replacedWrongKey'],
  ['replacedDamaged', null, 'cache.replacedErased'],
  ['replacedWrongKey', null, 'cache.replacedErased'],
  ['diskFull', null, 'cache.diskFull'],
] as const)('of %s with the file at %s says %s', (problem, setAside, text) => {
  expect(cacheBanners({ protection: 'demoKey', problem, setAside })).toMatchObject([{ text, named: { file: setAside ?? '' } }])
})
