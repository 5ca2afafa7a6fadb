/** The search of a desk that does not hold everybody: what it knows at once, and the backend's behind it. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AppError, errorStatus } from '#shared/kernel/errors.ts'
import type { SearchResult } from '#shared/features/customers/account-view.schema.ts'
import { demoPassword, startSmallBackend, type SmallBackend } from './support/small-backend.ts'
import { agentNamed, customerRow, idOf } from './support/rows.ts'
import { failure, openDesk, type TestDesk } from './support/test-desk.ts'
import { makeRow } from '../../support/rows.ts'

let backend: SmallBackend
let desk: TestDesk
/** Numbers 1, 101, 201 are all called Brian Rivera. */
const [first, second, third] = [idOf(1, 1), idOf(1, 101), idOf(1, 201)]

beforeEach(async () => {
  backend = await startSmallBackend([agentNamed('ana', 1)])
  backend.put('customer', ...[1, 101, 201].map((number) => customerRow(number)))
  desk = openDesk({ backendUrl: backend.url, scope: { kind: 'workingSet' } })
  await desk.window.session.signIn({ userName: 'ana', password: demoPassword })
  await desk.window.customers.open({ customerId: second })
  // The line has greeted, and the desk has asked for its session upon it: from here on it asks for what tests do.
  await vi.waitFor(() => expect(backend.requests).toContain('GET /session ana'), { timeout: 30_000 })
})
afterEach(async () => {
  await desk.stop()
  await backend.close()
})

const idsOf = ({ exact, people, places }: SearchResult) => [...exact, ...people, ...places].map((hit) => hit.customerId)
const isSearch = (url: string | undefined) => url?.startsWith('/customers') === true

/** The backend answers its search with this error. */
function refuseSearch(error: AppError): void {
  backend.fault = (request, response) => {
    if (!isSearch(request.url)) return false
    response.writeHead(errorStatus[error.code], { 'content-type': 'application/json' })
    response.end(JSON.stringify({ defined: true, code: error.code, status: errorStatus[error.code], message: error.code, data: error.data }))
    return true
  }
}

describe('a desk that holds its working set', () => {
  it('answers from the cache without asking anybody, and says that this is not all', async () => {
    const asked = backend.requests.length
    const found = await desk.window.customers.search({ text: 'brian' })
    expect([found.scope, idsOf(found)]).toEqual(['cacheFirst', [second]])
    expect(backend.requests).toHaveLength(asked)
  })

  it('adds whom the backend knows, and who was shown keeps the place, with the newer row', async () => {
    backend.put('customer', customerRow(101, { version: 2, status: 'suspended' }))
    const found = await desk.window.customers.searchEverywhere({ text: 'brian' })
    expect([found.scope, idsOf(found)]).toEqual(['complete', [second, first, third]])
    expect(found.people[0]?.status).toBe('suspended')
  })

  it('supposes no slip before the backend has said that nobody matches, and none beside somebody who does', async () => {
    const slip = { text: 'briam' }
    expect(idsOf(await desk.window.customers.search(slip))).toEqual([])
    const alone = await desk.window.customers.searchEverywhere(slip)
    expect([alone.fuzzy, idsOf(alone)]).toEqual([true, [second]])
    backend.put('customer', customerRow(301, { givenName: 'Briam' }))
    const beside = await desk.window.customers.searchEverywhere(slip)
    expect([beside.fuzzy, idsOf(beside)]).toEqual([false, [idOf(1, 301)]])
  })

  it.each([new AppError('internal', { reference: 'abc' }), new AppError('notFound', { what: 'search' }), new AppError('incompatible', { detail: 'older' })])(
    'keeps what it found itself when the backend fails: $code',
    async (error) => {
      refuseSearch(error)
      const found = await desk.window.customers.searchEverywhere({ text: 'brian' })
      expect([found.scope, idsOf(found)]).toEqual(['cacheOnly', [second]])
    },
  )

  it('keeps it when the line is cut, too', async () => {
    backend.fault = (request) => isSearch(request.url) && (request.socket.destroy(), true)
    const found = await desk.window.customers.searchEverywhere({ text: 'brian' })
    expect([found.scope, idsOf(found)]).toEqual(['cacheOnly', [second]])
  })

  it.each([new AppError('unauthenticated', { reason: 'expired' }), new AppError('forbidden', { permission: 'customers.read' })])(
    'says so when it may not ask: $code',
    async (error) => {
      refuseSearch(error)
      expect(await failure(desk.window.customers.searchEverywhere({ text: 'brian' }))).toEqual({ code: error.code, data: error.data })
    },
  )

  it('has every outage all the same, at a customer whom it holds', async () => {
    const problem = makeRow('serviceProblem', { nodes: [customerRow(101).node ?? ''], area: null, services: ['internet'] })
    backend.put('serviceProblem', problem)
    backend.put('product', makeRow('product', { customerId: second, kind: 'internet' }))
    backend.say({ type: 'changed', streams: ['serviceProblem', 'product'], customerIds: null })
    await vi.waitFor(async () => expect(await desk.window.outages.list({ kind: null, over: false, at: null })).toEqual([problem]), { timeout: 30_000 })
    await vi.waitFor(async () => expect((await desk.window.customers.open({ customerId: second })).problems).toEqual([problem]), { timeout: 30_000 })
  })

  it('drops the question to the backend for a newer text', async () => {
    const older = failure(desk.window.customers.searchEverywhere({ text: 'bri' }))
    const found = await desk.window.customers.search({ text: 'brian' })
    expect(idsOf(found)).toEqual([second])
    expect(await older).toMatchObject({ code: 'validation', data: { detail: 'superseded' } })
    expect(backend.requests.some((request) => request.startsWith('GET /customers'))).toBe(false)
  })
})
