/**
 * One thing wrong with what would have been right: in a value, in the bytes of a body, in the path, in the headers. The values are
 * those that broke programs before: NUL and lone surrogates (PostgreSQL refuses both), numbers beyond 2^53, keys of prototypes,
 * days that do not exist, texts too long, lists too deep; and what fast-check thinks of.
 */
import fc from 'fast-check'
import type { Pick } from './likely-input.ts'

export type Ask = { method: string; path: string; headers: Record<string, string>; body: Buffer }

const FIXED: readonly unknown[] = [
  null, true, [], {}, '', ' ', '0', 'null', '-0', '1e3', '١٢', -1, 0.5, 1e308, 2 ** 53, -(2 ** 63), 1e21, '\u0000', 'a\u0000b', '\ud800', '\udfff\ud800', '\u202e\u200d',
  '2026-02-30', '2026-13-01', '0000-00-00', '-271821-04-19T00:00:00.000Z', '+275760-09-13T00:00:00.001Z', '9999-12-31T23:59:59.999Z', '2026-11-23T24:00:00Z',
  "'; drop table customer; --", '%', '%00', '..%2f..%2fetc%2fpasswd', '../../etc/passwd', '<script>alert(1)</script>', '${7*7}', '{{7*7}}', '__proto__', 'constructor',
  'x'.repeat(5_000), '9'.repeat(400), '😀'.repeat(2_000), [[[[[[[[]]]]]]]], { __proto__: null, toString: 1 }, { $ne: null }, [null, null],
  '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '019A0000-0000-7000-8000-000000000000', 'A'.repeat(43),
]

/** @param seed the same seed, the same values */
export function nastyValues(seed: number): readonly unknown[] {
  const thought = fc.sample(fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.jsonValue(), fc.double(), fc.date({ noInvalidDate: true }).map((date) => date.toISOString())), { seed, numRuns: 500 })
  return [...FIXED, ...FIXED, ...thought]
}

const oneOf = <T>(all: readonly T[], pick: Pick): T => all[pick(all.length)] as T

/** Some of them cannot say themselves what they are. */
export const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value) ?? 'undefined')

/** One place of a value, or one key, is something else. */
export function mutateValue(value: unknown, nasty: readonly unknown[], pick: Pick): unknown {
  if (Array.isArray(value) && value.length > 0 && pick(5) > 0) {
    const at = pick(value.length)
    return value.map((item: unknown, index) => (index === at ? mutateValue(item, nasty, pick) : item))
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return oneOf(nasty, pick)
  const keys = Object.keys(value)
  const key = keys.length > 0 ? oneOf(keys, pick) : ''
  switch (pick(8)) {
    case 0:
      return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key))
    case 1:
      return { ...value, [asText(oneOf(nasty, pick)).slice(0, 100)]: oneOf(nasty, pick) }
    case 2:
      return oneOf(nasty, pick)
    default:
      return { ...value, [key]: mutateValue((value as Record<string, unknown>)[key], nasty, pick) }
  }
}

/** Bytes as they do not come from a program: cut off, turned over, doubled, not UTF-8, too deep, too long. */
export function mutateBytes(bytes: Buffer, pick: Pick): Buffer {
  const at = pick(bytes.length + 1)
  switch (pick(8)) {
    case 0:
      return bytes.subarray(0, at)
    case 1: {
      const turned = Buffer.from(bytes)
      for (let times = 1 + pick(4); times > 0 && turned.length > 0; times -= 1) turned[pick(turned.length)] = pick(256)
      return turned
    }
    case 2:
      return Buffer.concat([bytes, bytes])
    case 3:
      return Buffer.concat([bytes.subarray(0, at), Buffer.from([0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80]), bytes.subarray(at)])
    case 4:
      return Buffer.from('['.repeat(1 + pick(30_000)))
    case 5:
      return Buffer.from('{"a":'.repeat(1 + pick(8_000)))
    case 6:
      return Buffer.alloc(pick(90_000), 'x')
    default:
      return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes])
  }
}

const CONTENT_TYPES = ['text/plain', 'application/xml', 'application/json; charset=utf-16', 'multipart/form-data', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded', 'application/octet-stream', '', 'a/b/c']
const HEADERS: readonly (readonly [string, string])[] = [
  ['authorization', 'Bearer '], ['authorization', `Bearer ${'A'.repeat(43)}`], ['authorization', 'Basic YTpi'], ['authorization', 'x'.repeat(9_000)], ['cookie', `__Host-headend-session=${'A'.repeat(43)}`],
  ['cookie', 'headend-session=%E0%A4%A; =; ;;='], ['accept-encoding', 'gzip;q=0, *;q=abc'], ['content-encoding', 'gzip'], ['host', 'evil.example'], ['origin', 'null'], ['origin', 'https://evil.example'],
  ['x-headend-contract', '0'], ['x-headend-contract', '999999999999999999999'], ['x-headend-background', '1'], ['x-headend-background', 'yes'], ['x-forwarded-for', 'not an address, 1.2.3.4, ::1'], ['x-forwarded-for', ','.repeat(500)],
  ['x-forwarded-proto', 'gopher'], ['x-headend-place', '\u00ff'.repeat(90)], ['user-agent', '('.repeat(2_000)], ['if-none-match', '*'], ['range', 'bytes=0-1,5-2'], ['expect', '100-continue'], ['transfer-encoding', 'chunked'], ['x-http-method-override', 'DELETE'],
]

export function mutateAsk(ask: Ask, pick: Pick): Ask {
  switch (pick(6)) {
    case 0:
      return { ...ask, method: oneOf(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'POST'], pick) }
    case 1:
      return { ...ask, headers: { ...ask.headers, 'content-type': oneOf(CONTENT_TYPES, pick) } }
    case 2:
    case 3: {
      const [name, value] = oneOf(HEADERS, pick)
      return { ...ask, headers: { ...ask.headers, [name]: value } }
    }
    default:
      return { ...ask, path: mutatePath(ask.path, pick) }
  }
}

const ENDS = ['/', '//', '/..', '/%2e%2e/%2e%2e', '%00', '%', '%zz', '%c0%ae', '?', '?a[b][c][d]=1', '?__proto__[x]=1', '?a=1&a=2&a[]=3', `?q=${'x'.repeat(7_000)}`, '?a=%ff%fe', ';x', '#y', '/constructor', '/__proto__', '?customerId[]=1', '?limit=NaN', '?after=%00']

function mutatePath(path: string, pick: Pick): string {
  const at = 1 + pick(Math.max(1, path.length - 1))
  switch (pick(5)) {
    case 0:
      return path.slice(0, at)
    case 1:
      return `${path.slice(0, at)}${oneOf(['%2f', '/../', '%5c', '.', '%20', '%00', '%e2%80%ae'], pick)}${path.slice(at)}`
    case 2:
      return path.toUpperCase()
    default:
      return `${path}${oneOf(ENDS, pick)}`
  }
}
