import { describe, expect, it } from 'vitest'
import { restartDelay } from './restart-policy.ts'
import { ShellEvents } from './shell-events.ts'

describe('restart', () => {
  it('mends the first crash at once, then waits longer', () => {
    const crashes = [0, 1_000, 2_000, 3_000]
    expect(crashes.map((now, index) => restartDelay(crashes.slice(0, index + 1), now))).toEqual([0, 250, 1_000, 2_000])
  })

  it('gives up at the fifth within a minute, and not at a fifth that comes later', () => {
    expect(restartDelay([0, 1, 2, 3, 59_000], 59_000)).toBe('giveUp')
    expect(restartDelay([0, 1, 2, 3, 60_002], 60_002)).toBe(250)
  })
})

describe('shell events', () => {
  const starting = { type: 'backendProcess', state: 'starting', detail: null } as const
  const ready = { type: 'backendProcess', state: 'ready', detail: null } as const

  it('tells a late watcher how the backend stands, then what happens', async () => {
    const events = new ShellEvents()
    events.publish(starting)
    events.publish(ready)
    const watching = events.watch(undefined)
    expect((await watching.next()).value).toEqual(ready)
    const next = watching.next()
    events.publish({ type: 'dataProcess', state: 'restarted' })
    expect((await next).value).toEqual({ type: 'dataProcess', state: 'restarted' })
  })

  it('ends with the signal', async () => {
    const abort = new AbortController()
    const next = new ShellEvents().watch(abort.signal).next()
    abort.abort()
    expect((await next).done).toBe(true)
  })
})
