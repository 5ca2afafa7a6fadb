import type { Migration } from '../migrate.ts'

/**
 * The keys by which a customer is found, beside the customer and not in it: the row that every desk pulls stays
 * small, and a fill pays for the index once, in `refreshCustomers`. `search_word` is the book's vocabulary, in
 * which a mistyped word is looked up.
 */
export const searchMigration: Migration = {
  version: 3,
  name: 'search',
  sql: `
create extension if not exists pg_trgm;
create extension if not exists fuzzystrmatch;

-- The same in every database, whatever locale it was made with.
create function search_fold(value text) returns text language sql immutable parallel safe
return lower(regexp_replace(normalize(coalesce(value, ''), NFD), '[\\u0300-\\u036f''\\u2019]', '', 'g') collate pg_c_utf8);

create function search_words(value text) returns setof text language sql immutable parallel safe rows 12
begin atomic
  select word from regexp_split_to_table(search_fold(value) collate pg_c_utf8, '[^[:alnum:]]+') as word where word <> '';
end;

create table customer_search (
  customer_id uuid primary key,
  words tsvector not null,
  phones text not null
);
create index customer_search_words on customer_search using gin (words);
create index customer_search_phones on customer_search using gin (phones gin_trgm_ops);

create table search_word (word text primary key);
create index search_word_length on search_word (length(word));
`,
}
