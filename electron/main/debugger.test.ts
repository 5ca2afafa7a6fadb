import { describe, expect, it } from 'vitest'
import { shutDebugger } from './debugger.ts'

function startedWith(isPackaged: boolean, mainIsDebugged: boolean): string[] {
  const switches = new Set(['remote-debugging-port', 'remote-debugging-pipe', 'lang'])
  shutDebugger({ removeSwitch: (name) => void switches.delete(name) }, isPackaged, mainIsDebugged)
  return [...switches]
}

describe("Chromium's debugger", () => {
  it('is shut in a packaged program, by the port and by the pipe', () => {
    expect(startedWith(true, false)).toEqual(['lang'])
  })

  it('is left in development, and where main itself is debugged', () => {
    expect(startedWith(false, false)).toHaveLength(3)
    expect(startedWith(true, true)).toHaveLength(3)
  })
})
