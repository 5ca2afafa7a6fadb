/** Who was erased on request: an answer that was asked for before, and comes in late, brings nothing of them back. */
export const sql = `
create table erasedCustomer (customerId text primary key) strict, without rowid;
`
