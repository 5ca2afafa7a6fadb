/** The rights of one role while they are being changed: what would be another, in the order of the list. */
import { permissionSchema, type Permission } from '#shared/features/session/session.schema.ts'

export type RoleChange = { added: Permission[]; removed: Permission[] }

export function roleChange(before: readonly Permission[], now: ReadonlySet<Permission>): RoleChange {
  return {
    added: permissionSchema.options.filter((permission) => now.has(permission) && !before.includes(permission)),
    removed: permissionSchema.options.filter((permission) => !now.has(permission) && before.includes(permission)),
  }
}

/** The same change upon what is there now. */
export const applied = (now: readonly Permission[], { added, removed }: RoleChange): Set<Permission> =>
  new Set([...now.filter((permission) => !removed.includes(permission)), ...added])

type Group = Permission extends `${infer Feature}.${string}` ? Feature : never
/** Rights of one feature stand together, in the order in which they first come. */
export function rightGroups(): { group: Group; permissions: Permission[] }[] {
  const groups = new Map<Group, Permission[]>()
  for (const permission of permissionSchema.options) {
    const group = permission.split('.')[0] as Group
    groups.set(group, [...(groups.get(group) ?? []), permission])
  }
  return [...groups].map(([group, permissions]) => ({ group, permissions }))
}
