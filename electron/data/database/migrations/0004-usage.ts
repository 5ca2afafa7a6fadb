/** Use by the day of the accounts that are open or were lately. A copy: the backend's rows say when it is old. */
export const sql = `
create table usageDetail (
  customerId text primary key,
  -- By this desk's clock, which alone it is compared with.
  keptAt text not null,
  detail text not null
) strict;
`
