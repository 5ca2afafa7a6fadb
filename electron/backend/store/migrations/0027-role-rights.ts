import type { Migration } from '../migrate.ts'

/** What a role may do is changed from the console: upon the version that was seen, and never so that nobody could change it back. */
export const roleRightsMigration: Migration = {
  version: 27,
  name: 'role rights',
  sql: `
insert into role_permission (role, permission) values
  ('supervisor', 'roles.read'), ('auditor', 'roles.read'), ('administrator', 'roles.read'), ('administrator', 'roles.change');

create table role_rights (
  role text primary key,
  version integer not null default 0,
  changed_at timestamptz,
  changed_by text
);
insert into role_rights (role) values ('agent'), ('seniorAgent'), ('supervisor'), ('dispatcher'), ('administrator'), ('auditor');

create function keep_administration() returns trigger language plpgsql as $$
begin
  if old.role = 'administrator' and old.permission in ('agents.read', 'agents.unlock', 'agents.removeFactor', 'agents.disable', 'roles.read', 'roles.change') then
    raise exception 'administrators keep %', old.permission using errcode = 'check_violation';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger role_permission_kept before delete or update on role_permission for each row execute function keep_administration();

create function keep_rights() returns trigger language plpgsql as $$
begin
  raise exception 'rights are taken one by one' using errcode = 'check_violation';
end $$;
create trigger role_permission_whole before truncate on role_permission for each statement execute function keep_rights();
`,
}
