import type { Migration } from '../migrate.ts'

/**
 * Goodwill in points has a limit of an agent's day, as credits have. Desks see a giver's name; whose day it is needs the agent.
 * And promises are looked up by their bill: they hold its draft.
 */
export const goodwillDayMigration: Migration = {
  version: 17,
  name: 'goodwill of a day',
  sql: `
alter table reward_limit add column per_day bigint;
-- Five gifts of the largest, as a day has five of the largest credits; never above what a limit may be.
update reward_limit set per_day = least(5 * per_gift, 10000000);
alter table reward_limit alter column per_day set not null, add constraint reward_limit_per_day_check check (per_day >= 0);

create table loyalty_gift (
  transaction_id uuid primary key references loyalty_transaction (id),
  agent_id uuid not null references agent (id),
  given_at timestamptz not null
);
create index loyalty_gift_agent on loyalty_gift (agent_id, given_at);
-- What was given on the day of the update counts where the name is one agent's alone.
insert into loyalty_gift (transaction_id, agent_id, given_at)
select gift.id, (array_agg(agent.id))[1], gift.at
from loyalty_transaction gift join agent on agent.display_name = gift.by
where gift.kind = 'goodwill' group by gift.id, gift.at having count(*) = 1;

create index payment_promise_bill on payment_promise (bill_id);
`,
}
