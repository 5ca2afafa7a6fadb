/** What a role may do is changed by administrators, upon the version that they saw: it holds at the next request, and desks hear of it. */
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/kernel/ids.ts'
import type { Permission, Role } from '../../../shared/features/session/session.schema.ts'
import type { RoleRights } from '../../../shared/features/session/roles.schema.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { signInAs, startTestBackend, type ApiClient } from '../../support/api-client.ts'
import { connectDesk } from '../../support/live-desk.ts'
import { openTestStore, storeKinds, testClock } from '../../support/stores.ts'

describe.each(storeKinds)('roles on the %s store', (kind) => {
  const clock = testClock()
  let store: Store
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  let administrator: ApiClient
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    backend = await startTestBackend({ store, clock })
  })
  afterAll(async () => {
    await backend.close()
    await store.close()
  })
  // Each proves who they are anew.
  beforeEach(async () => void (administrator = (await signIn('administrator')).client))
  const signIn = (role: Role) => signInAs(store, backend.url, role, clock)
  const rightsOf = async (role: Role): Promise<RoleRights> => (await administrator.session.roles()).roles.find((each) => each.role === role) as RoleRights
  async function change(role: Role, { gets = [], loses = [] }: { gets?: Permission[]; loses?: Permission[] }, by = administrator) {
    const { permissions, version } = await rightsOf(role)
    return by.session.setRoleRights({ commandId: newId(), role, expectedVersion: version, permissions: [...permissions.filter((permission) => !loses.includes(permission)), ...gets] })
  }

  it('hold from the next request of everybody in them, whose desks alone hear of it; and back', async () => {
    const [supervisor, agent] = [await signIn('supervisor'), await signIn('agent')]
    const [theirs, other] = [await connectDesk(backend.url, supervisor.token), await connectDesk(backend.url, agent.token)]
    await Promise.all([theirs.hearType('hello'), other.hearType('hello')])
    await change('supervisor', { loses: ['agents.read'] })
    await theirs.hearType('rights')
    await expect(supervisor.client.session.agents({ text: '' })).rejects.toMatchObject({ code: 'forbidden', data: { permission: 'agents.read' } })
    expect((await supervisor.client.session.current()).agent.permissions).not.toContain('agents.read')
    other.say({ type: 'ping' })
    await other.hearType('pong')
    expect(other.heard.filter(({ type }) => type === 'rights')).toEqual([])
    await change('supervisor', { gets: ['agents.read'] })
    expect(await supervisor.client.session.agents({ text: '' })).toBeTruthy()
    await Promise.all([theirs.close(), other.close()])
  })

  it('say who changed them, and are in the audit as what came and what went', async () => {
    const before = await rightsOf('dispatcher')
    await change('dispatcher', { gets: ['billing.adjust', 'usage.topUp'], loses: ['interactions.write'] })
    expect(await rightsOf('dispatcher')).toMatchObject({ version: before.version + 1, changedBy: expect.stringContaining('administrator') as string, permissions: expect.arrayContaining(['billing.adjust', 'usage.topUp']) as unknown })
    const line = () => store.db.selectFrom('auditEntry').select('detail').where('action', '=', 'session.setRoleRights').orderBy('seq', 'desc').limit(1).executeTakeFirstOrThrow()
    expect((await line()).detail).toEqual({ role: 'dispatcher', added: 'billing.adjust usage.topUp', removed: 'interactions.write' })
    await change('dispatcher', { gets: ['interactions.write'], loses: ['billing.adjust', 'usage.topUp'] })
    expect((await rightsOf('dispatcher')).permissions).toEqual(before.permissions)
    await change('administrator', { gets: ['audit.export'] })
    expect((await line()).detail).toMatchObject({ ownRole: true })
    await change('administrator', { loses: ['audit.export'] })
    await expect(change('administrator', { gets: ['billing.refund'] })).rejects.toMatchObject({ code: 'validation' })
    expect((await line()).detail, 'of what is refused as well').toEqual({ role: 'administrator', added: 'billing.refund', removed: '', ownRole: true })
  })

  it('are changed upon what was seen: of two at one moment one is told what the other has done', async () => {
    const { version, permissions } = await rightsOf('agent')
    const ask = (more: Permission) => administrator.session.setRoleRights({ commandId: newId(), role: 'agent', expectedVersion: version, permissions: [...permissions, more] })
    const answers = await Promise.allSettled([ask('billing.refund'), ask('billing.reverse')])
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const lost = answers.find(({ status }) => status === 'rejected') as PromiseRejectedResult
    expect(lost.reason).toMatchObject({ code: 'conflict', data: { stream: 'roleRights', current: { role: 'agent', version: version + 1 } } })
    const now = await rightsOf('agent')
    expect(now.permissions).toHaveLength(permissions.length + 1)
    await administrator.session.setRoleRights({ commandId: newId(), role: 'agent', expectedVersion: now.version, permissions })
  })

  it('never leave administrators without a way back, nor give auditors something to do', async () => {
    await expect(change('administrator', { loses: ['roles.change'] })).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'permissions', message: 'kept' }] } })
    await expect(change('auditor', { gets: ['billing.adjust'] })).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'permissions', message: 'auditorLooks' }] } })
    await expect(change('administrator', { gets: ['billing.adjust'] })).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'permissions', message: 'administratorApart' }] } })
    await change('auditor', { gets: ['agents.read'] })
    await change('auditor', { loses: ['agents.read'] })
  })

  it('are changed by nobody who was disabled while they waited', async () => {
    const one = await signIn('administrator')
    const { version, permissions } = await rightsOf('agent')
    const asked = await store.db.transaction().execute(async (trx) => {
      await sql`lock table role_rights in share row exclusive mode`.execute(trx)
      const waiting = one.client.session.setRoleRights({ commandId: newId(), role: 'agent', expectedVersion: version, permissions: [...permissions, 'billing.refund'] }).then(() => 'done', (error: { code: string }) => error.code)
      if (kind === 'server') await expect.poll(async () => (await sql<{ waiting: number }>`select count(*)::int as waiting from pg_locks where not granted and relation = 'role_rights'::regclass`.execute(store.db)).rows[0]?.waiting).toBe(1)
      await trx.updateTable('agent').set({ active: false }).where('id', '=', one.session.agent.id).execute()
      return { waiting }
    })
    // Embedded there is one connection: whoever asks is looked at when the other is through.
    expect(await asked.waiting).toBe(kind === 'server' ? 'forbidden' : 'unauthenticated')
    expect((await rightsOf('agent')).version).toBe(version)
  })

  it('are read by those who look after others, and changed by administrators', async () => {
    for (const role of ['supervisor', 'auditor'] as const) {
      const { client } = await signIn(role)
      expect((await client.session.roles()).roles.map((each) => each.role)).toEqual(['agent', 'seniorAgent', 'supervisor', 'dispatcher', 'administrator', 'auditor'])
      await expect(change('agent', { gets: ['billing.refund'] }, client)).rejects.toMatchObject({ code: 'forbidden', data: { permission: 'roles.change' } })
    }
    await expect((await signIn('agent')).client.session.roles()).rejects.toMatchObject({ code: 'forbidden', data: { permission: 'roles.read' } })
  })
})
