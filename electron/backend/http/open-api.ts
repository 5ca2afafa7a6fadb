/** The contract as an OpenAPI document, for those who connect other systems. */
import { OpenAPIGenerator } from '@orpc/openapi'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import { api } from '#shared/contract/api.ts'
import { CONTRACT_VERSION } from '#shared/contract/version.ts'

export function openApiDocument() {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] })
  return generator.generate(api, {
    info: { title: 'Headend', version: String(CONTRACT_VERSION) },
    components: { securitySchemes: { session: { type: 'http', scheme: 'bearer' } } },
    security: [{ session: [] }],
  })
}
