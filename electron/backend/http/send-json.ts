import { promisify } from 'node:util'
import { constants, gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'

const compress = promisify(gzip)
/** Below this, in characters, a packet saved is not worth the work. */
const SMALLEST = 4_096

/** Sends text that is JSON already; smaller where the network between is slower than the processor. */
export async function sendJson(request: FastifyRequest, reply: FastifyReply, text: string): Promise<FastifyReply> {
  reply.header('content-type', 'application/json; charset=utf-8')
  if (text.length < SMALLEST || isLocal(request.ip) || !acceptsGzip(request)) return reply.send(text)
  reply.header('content-encoding', 'gzip').header('vary', 'accept-encoding')
  return reply.send(await compress(text, { level: constants.Z_BEST_SPEED }))
}

/** Inside one machine bytes are free and processors are not. */
const isLocal = (ip: string): boolean => ip === '::1' || /^(::ffff:)?127\./.test(ip)
const acceptsGzip = (request: FastifyRequest): boolean => /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(String(request.headers['accept-encoding'] ?? ''))
