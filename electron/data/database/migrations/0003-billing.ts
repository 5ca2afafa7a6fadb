/** Money on the desk: commands that somebody waits for, and the bills that are read again and again. */
export const sql = `
-- 1: somebody waits for its answer. It goes before all others, and never for the first time once nobody waits any more.
alter table outbox add column immediate integer not null default 0 check (immediate in (0, 1));
-- The draft that it was typed in, where that goes with the effect and not when the command is stored.
alter table outbox add column draftKey text;

-- A bill that was issued never changes, so a copy is never stale. Dropped with the rows that it belongs to.
create table billDocument (
  billId text primary key,
  customerId text not null,
  document text not null
) strict;
create index billDocumentByCustomer on billDocument(customerId);
`
