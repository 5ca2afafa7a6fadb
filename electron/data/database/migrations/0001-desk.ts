/** The desk's own tables: what the agent has in hand, and where each stream stands. Rows of streams: stream-tables.ts. */
export const sql = `
create table meta (key text primary key, value text not null) strict, without rowid;

create table session (
  id integer primary key check (id = 1),
  token text not null,
  session text not null,
  -- Backend's clock minus this desk's, in milliseconds, so that a wrong clock ends no session.
  clockOffset integer not null
) strict;

create table outbox (
  seq integer primary key autoincrement,
  commandId text not null unique,
  agentId text not null,
  -- Display name of the agent, for the row that is shown before the backend has answered.
  agentName text not null,
  procedure text not null,
  customerId text,
  createdAt text not null,
  refused integer not null default 0 check (refused in (0, 1)),
  -- Raised and committed before each send: above 0 the backend may know the command, and its body may not change.
  attempts integer not null default 0,
  error text,
  input text not null
) strict;
create index outboxByCustomer on outbox(customerId);

create table draft (
  agentId text not null, customerId text not null, key text not null, value text not null,
  primary key (agentId, customerId, key)
) strict, without rowid;

create table tabs (agentId text primary key, tabs text not null) strict, without rowid;

create table recent (
  agentId text not null, customerId text not null, openedAt text not null,
  primary key (agentId, customerId)
) strict, without rowid;

-- Accounts that were fetched whole, and the moment that they are of.
create table heldAccount (customerId text primary key, asOf text not null) strict, without rowid;

create table syncStream (
  stream text primary key,
  cursor text,
  -- 1 when the stream has been read to its end once.
  complete integer not null default 0,
  rowCount integer not null default 0,
  -- When it was last read to its end.
  completeAt text
) strict, without rowid;
`
