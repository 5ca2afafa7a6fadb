import websocket from '@fastify/websocket'
import type { FastifyInstance } from 'fastify'
import { MAX_LIVE_FRAME_BYTES } from '#shared/features/sync/sync.schema.ts'
import { whoAsks } from '../http/authentication.ts'
import type { Services, SignedIn } from '../services.ts'
import type { Hub } from './hub.ts'

declare module 'fastify' {
  interface FastifyRequest {
    signedIn: SignedIn | null
  }
}

export async function registerWebSockets(app: FastifyInstance): Promise<void> {
  await app.register(websocket, {
    options: { maxPayload: MAX_LIVE_FRAME_BYTES },
    // A frame that is too long or broken is the other side's fault: no error of ours, and no stack trace for each.
    errorHandler: (error, socket, request) => {
      request.log.info({ type: error.name }, 'live connection broken')
      socket.terminate()
    },
  })
}

/** Refusals are HTTP answers before the upgrade: 401 without a session, 403 for a browser's origin. */
export function registerLiveRoute(app: FastifyInstance, services: Services, hub: Hub): void {
  app.decorateRequest('signedIn', null)
  app.route({
    method: 'GET',
    url: '/live',
    preValidation: async (request) => {
      request.signedIn = await whoAsks(services, request.headers.authorization, false)
    },
    handler: (_request, reply) => reply.code(426).send(),
    wsHandler: (socket, request) => {
      if (!request.signedIn) return socket.terminate()
      hub.attach(socket, request.signedIn).catch(() => socket.terminate())
    },
  })
}
