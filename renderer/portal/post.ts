/** A question of the customers' pages: `ok` with what was answered, or what it was refused with; null for a body that is no JSON. @throws TypeError where nothing was answered */
export async function post(path: string, question: object): Promise<{ ok: boolean; body: unknown }> {
  const response = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(question), cache: 'no-store' })
  const body: unknown = await response.json().catch(() => null)
  return { ok: response.ok && body !== null, body }
}
