/** How often the backend broke on a command: after some times it is parked, so that what is behind it can go. */
export const sql = `
alter table outbox add column faults integer not null default 0;
`
