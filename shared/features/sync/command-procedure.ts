/** A command of the backend's: its place, and its answer of the rows as they are afterwards. */
import type { z } from 'zod'
import { procedure } from '../../contract/procedure.ts'
import { commandResultSchema } from './sync.schema.ts'

/** `path`: behind `/commands`. */
export const commandProcedure = <S extends z.ZodType>(meta: Parameters<typeof procedure>[0], path: `/${string}`, input: S) =>
  procedure(meta).route({ method: 'POST', path: `/commands${path}` }).input(input).output(commandResultSchema)
