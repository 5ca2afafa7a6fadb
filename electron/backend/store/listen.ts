/** LISTEN on a connection of its own, taken up again after a loss. */
import pg from 'pg'

/** Wait before the next attempt, in ms, after a lost connection. */
const RETRY_MS = 1_000

/**
 * @param onPayload the payload, or null after a reconnection: notifications may have been missed meanwhile.
 * @throws when the first connection fails; later losses are repaired in the background.
 */
export async function listenOnServer(url: string, channel: string, onPayload: (payload: string | null) => void) {
  let ended = false
  let retry: NodeJS.Timeout | undefined
  let client = await connect()

  async function connect(): Promise<pg.Client> {
    const fresh = new pg.Client({ connectionString: url, application_name: 'headend listen', keepAlive: true })
    fresh.on('notification', (message) => message.payload !== undefined && onPayload(message.payload))
    fresh.on('error', () => undefined)
    fresh.on('end', () => !ended && client === fresh && schedule())
    await fresh.connect()
    await fresh.query(`listen "${channel}"`)
    return fresh
  }
  function schedule(): void {
    retry = setTimeout(() => void reconnect(), RETRY_MS)
  }
  async function reconnect(): Promise<void> {
    try {
      const fresh = await connect()
      if (ended) return await fresh.end()
      client = fresh
      onPayload(null)
    } catch {
      if (!ended) schedule()
    }
  }
  return async () => {
    ended = true
    clearTimeout(retry)
    await client.end()
  }
}
