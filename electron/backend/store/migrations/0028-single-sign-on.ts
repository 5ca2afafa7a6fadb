import type { Migration } from '../migrate.ts'

/** Agents who sign in at the operator's own provider (OpenID Connect), and have no password here. */
export const singleSignOnMigration: Migration = {
  version: 28,
  name: 'single sign-on',
  sql: `
-- Null: signs in at the provider alone.
alter table agent alter column password_hash drop not null;

-- Who somebody at a provider is here. A subject is never given to somebody else (OpenID Connect Core 1.0, 2); names and addresses are.
create table agent_identity (
  issuer text not null,
  subject text not null,
  agent_id uuid not null references agent (id) on delete cascade,
  linked_at timestamptz not null,
  primary key (issuer, subject),
  unique (agent_id, issuer)
);

-- The provider by which it began; null: a password.
alter table session add column issuer text;

-- On their way through the browser. A row is taken away by whoever uses it, so that each works once.
create table single_sign_on_begun (
  -- SHA-256 of 256 random bits that one desk has.
  token_hash bytea primary key,
  -- state, nonce and PKCE's verifier, sealed (electron/backend/secret-box.ts).
  secrets text not null check (secrets like 'v1.%'),
  redirect_uri text not null,
  -- Whose proof it is to be; null: somebody signs in.
  session_id uuid references session (id) on delete cascade,
  begun_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > begun_at)
);
create index single_sign_on_begun_expires_at on single_sign_on_begun (expires_at);
`,
}
