-- The tables of the road. Above each: written by, read by, deleted by (rooms of engine/src unless said).
-- Every per-contact table begins with `lane` (contact id mod 64) and so do its indexes; no unique constraint without it, no
-- foreign key across lanes: the schema can be distributed by lane as it is. Ids are `block * 1024 * 64 ...` bigints, see id_blocks.
-- Time comes from the engine's clock as a parameter; no default reads the database's clock.

-- Ids are handed out in blocks of 1,024 by the writer: id = (block * 1024 + n) * 64 + lane.
create sequence id_blocks;

-- written by: migration. read and locked by: loops and commands, one mover per lane. deleted by: nobody.
create table lanes (
  lane smallint primary key
);
insert into lanes select generate_series(0, 63);

-- One number that changes whenever a flow is published, paused, closed or edited in content: loops compare it to know that
-- their compiled flows are stale. written by: commands. read by: loops, with the lane's lock.
create table engine_epoch (
  one boolean primary key default true check (one),
  epoch bigint not null default 1
);
insert into engine_epoch default values;

-- written by: ledgers/contacts (collect creates, intake changes). read by: everyone. deleted by: erasure.
create table contacts (
  lane smallint not null,
  id bigint not null,
  user_id text,
  email text,
  phone text,
  attributes jsonb not null default '{}',
  tags text[] not null default '{}',
  scores jsonb not null default '{}',
  created_at timestamptz not null,
  seen_at timestamptz not null,
  -- the loser of a merge stays as an alias of the winner
  merged_into bigint,
  -- when somebody let go what the breaker held for this contact; it counts anew from then. read by: deliver
  breaker_reset_at timestamptz,
  primary key (lane, id)
) with (fillfactor = 90);

-- Who a name belongs to. Keyed by slot = hash(value) mod 64, because the lane is what one wants to find out.
-- written by: collect, merge. read by: collect, import. deleted by: erasure.
create table identities (
  slot smallint not null,
  kind text not null check (kind in ('userId', 'anonymousId', 'email', 'phone')),
  value text not null,
  lane smallint not null,
  contact_id bigint not null,
  primary key (slot, kind, value)
);
create index identities_contact on identities (lane, contact_id);

-- Message ids seen, so that a redelivery changes nothing: by 128 bits of their SHA-256. Keyed by slot = first byte mod 64. Kept 30 days.
-- written by: collect. read by: collect. deleted by: upkeep.
create table message_ids (
  slot smallint not null,
  key uuid not null,
  received_on date not null,
  primary key (slot, key)
);

-- What happened, appended only (but for erasure and merge). Partitioned by month of receipt; upkeep makes partitions ahead.
-- written by: collect, and trips (system events). read by: facts, timeline. deleted by: retention (whole partitions), erasure.
create table events (
  lane smallint not null,
  id bigint not null,
  contact_id bigint not null,
  type text not null check (type in ('identify', 'track', 'page', 'screen', 'group', 'alias', 'system')),
  name text not null,
  -- traits for identify and group
  properties jsonb not null default '{}',
  context jsonb,
  occurred_at timestamptz not null,
  received_at timestamptz not null,
  message_id text,
  -- No index of its own for ids: whoever has one knows the contact as well, and it cost two microseconds an event.
  -- a window on receipt prunes partitions only because nothing occurs after it is received
  check (occurred_at <= received_at)
) partition by range (received_at);
create index events_contact on events (lane, contact_id, name, received_at);
create table events_default partition of events default;

-- What intake has still to read row by row, in one order of ids with the parcels: what was in parcels that were opened. Own events and
-- requests that are no events (enroll, fate of a message, answer of an act) carry their `payload`; of a call it is null or a mark,
-- its body is in events. written by: intake, commands (opening parcels). read and deleted by: intake.
create table inbox (
  lane smallint not null,
  event_id bigint not null,
  contact_id bigint not null,
  kind text not null check (kind in ('identify', 'track', 'page', 'screen', 'group', 'alias', 'system', 'enroll', 'fate', 'settle')),
  name text not null,
  occurred_at timestamptz not null,
  received_at timestamptz not null,
  payload jsonb,
  primary key (lane, event_id)
);
create index inbox_contact on inbox (lane, contact_id);

-- The calls that one commit took in for one lane, and what a trip or a command has to tell intake, as few rows: a row a call, with
-- its two indexes and its deletion, cost as much as the event itself. Whoever wants to deal with one of its calls alone opens it first, into rows of the inbox.
-- written by: collect, trips, deliver, act, commands. read by: intake, and by whoever asks whether a contact has something unread.
-- deleted by: intake, commands.
create table parcels (
  lane smallint not null,
  -- 0: what happened, read first; 1: requests to let many in, by hand, by a date or a schedule, which have their turn after it
  urgency smallint not null,
  -- of its first call
  id bigint not null,
  -- whose calls these are, in their order
  contacts bigint[] not null,
  -- in order of id: [[event id, contact id, kind, name, occurred at, received at, payload?] ...], times in epoch milliseconds
  calls json not null,
  primary key (lane, urgency, id)
) with (toast_tuple_target = 8160);
-- It lives for less than a second: to compress it would cost more than to write it.
alter table parcels alter column calls set storage external;

-- All that intake has still to read, for people and checks: loops read the two tables, which have indexes.
create view unread as
  select lane, event_id, contact_id, kind, name, occurred_at, received_at, payload from inbox
  union all
  select p.lane, (c.call ->> 0)::bigint, (c.call ->> 1)::bigint, c.call ->> 2, c.call ->> 3,
    to_timestamp((c.call ->> 4)::float8 / 1000), to_timestamp((c.call ->> 5)::float8 / 1000), (c.call -> 6)::jsonb
  from parcels p cross join lateral json_array_elements(p.calls) as c(call);

-- Where the setting eventLimit is set: how many events of a contact have reached flows, and were dropped, since the start of a window.
-- written and read by: intake. deleted by: upkeep, after two days, merge, erasure.
create table event_rates (
  lane smallint not null,
  contact_id bigint not null,
  since timestamptz not null,
  taken integer not null,
  dropped integer not null,
  primary key (lane, contact_id, since)
) with (fillfactor = 50);

-- Calls that could not be taken in, and events beyond the limit of their contact, for the operator. written by: collect, intake. read by: API. deleted by: retention.
create table dead_letters (
  id bigint generated always as identity primary key,
  received_at timestamptz not null,
  source text not null,
  code text not null,
  reason text not null,
  body text not null
);

-- written by: collect and import (requests), merge (done). read by: merge. deleted by: upkeep.
create table merge_requests (
  id bigint generated always as identity primary key,
  loser_lane smallint not null,
  loser_id bigint not null,
  winner_lane smallint not null,
  winner_id bigint not null,
  because jsonb not null default '{}',
  requested_at timestamptz not null,
  done_at timestamptz
);
create index merge_requests_open on merge_requests (id) where done_at is null;

-- Contacts that were erased, until they have been erased once more: whoever took a call in meanwhile had looked them up before.
-- written by: erase. read and deleted by: upkeep.
create table erasures (
  lane smallint not null,
  contact_id bigint not null,
  at timestamptz not null,
  primary key (lane, contact_id)
);

-- Consent per channel and purpose. written by: intake, commands. read by: facts, decide-send. deleted by: erasure.
create table consents (
  lane smallint not null,
  contact_id bigint not null,
  channel text not null,
  purpose text not null,
  state text not null check (state in ('granted', 'denied', 'pending')),
  basis text not null,
  proof jsonb not null default '{}',
  at timestamptz not null,
  primary key (lane, contact_id, channel, purpose)
);

-- Every change of consent with its proof, appended only. written by: whoever writes consents. read by: profile. deleted by: erasure.
create table consent_history (
  lane smallint not null,
  id bigint not null,
  contact_id bigint not null,
  channel text not null,
  purpose text not null,
  state text not null,
  basis text not null,
  proof jsonb not null default '{}',
  at timestamptz not null,
  primary key (lane, id)
);
create index consent_history_contact on consent_history (lane, contact_id, at);

-- Addresses that must not be written to (hard bounces, complaints, objections), by hash so that they outlive an erasure.
-- Keyed by slot like identities: the address, not the contact, is what is blocked.
-- written by: deliver, commands. read by: decide-send. deleted by: an operator.
create table suppressions (
  slot smallint not null,
  channel text not null,
  address_hash text not null,
  reason text not null,
  at timestamptz not null,
  primary key (slot, channel, address_hash)
);

-- written by: commands, intake. read by: API, facts. deleted by: API.
create table lists (
  name text primary key,
  title text not null,
  created_at timestamptz not null
);
create table memberships (
  lane smallint not null,
  contact_id bigint not null,
  list text not null,
  joined_at timestamptz not null,
  primary key (lane, contact_id, list)
);
create index memberships_list on memberships (list, lane, contact_id);

-- written by: commands. read by: everyone. deleted by: API (only flows that nobody ever entered).
create table flows (
  id bigint generated always as identity primary key,
  name text not null,
  state text not null default 'draft' check (state in ('draft', 'live', 'paused', 'closed', 'stopped', 'archived')),
  draft jsonb not null,
  revision integer not null default 1,
  live_version_id bigint,
  paused_at timestamptz,
  -- while it is paused: what resuming makes it
  resumes_to text check (resumes_to in ('live', 'closed')),
  -- the breaker: tripped (nothing of it is sent until somebody resets it) or reset, with the values compared; null: never tripped
  breaker jsonb,
  -- by which people sort their flows; not part of the drawing, so that putting one is no change to publish
  tags text[] not null default '{}',
  created_by text,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

-- The draft's operations, in order: what an editor that is behind catches up by. written by: commands. read by: editor.
-- deleted with the flow.
create table flow_edits (
  flow_id bigint not null references flows on delete cascade,
  revision integer not null,
  -- null: the whole document was replaced
  edits jsonb,
  -- the sender's own name for what it sent, by which it knows it again when only the answer was lost
  key text,
  author text not null,
  at timestamptz not null,
  primary key (flow_id, revision)
);

-- Published drawings, unchanging. written by: publish. read by: loops, API. deleted with the flow.
create table flow_versions (
  id bigint generated always as identity primary key,
  flow_id bigint not null references flows on delete cascade,
  number integer not null,
  document jsonb not null,
  -- the nodes journeys begin at: how often those were entered is how many journeys there were, without counting entries
  starts text[] not null default '{}',
  published_at timestamptz not null,
  published_by text not null,
  unique (flow_id, number)
);

-- Message content, versioned apart: the newest revision applies to everyone inside. written by: publish (of a flow, or of a content of
-- the library that a block names). read by: deliver.
create table flow_contents (
  flow_id bigint not null references flows on delete cascade,
  node text not null,
  revision integer not null,
  content jsonb not null,
  -- where the content names one of the library: what that one was when this revision was written, ready to be filled in
  compiled jsonb,
  at timestamptz not null,
  author text not null,
  primary key (flow_id, node, revision)
);
create index flow_contents_template on flow_contents ((content ->> 'template')) where content ? 'template';

-- The library: what messages say, written once for many blocks. written by: commands. read by: API, publish. deleted by: commands,
-- while no block names it.
create table contents (
  id bigint generated always as identity primary key,
  channel text not null check (channel in ('email', 'sms')),
  name text not null,
  draft jsonb not null,
  revision integer not null default 1,
  -- the version blocks send; null: it was never published
  version integer,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  updated_by text not null
);

-- Published contents, unchanging. written by: commands. read by: publish, API. deleted with the content.
create table content_versions (
  content_id bigint not null references contents on delete cascade,
  number integer not null,
  document jsonb not null,
  -- what goes out but for its fields: subject, preheader, body and text of an e-mail, body of an SMS
  compiled jsonb not null,
  at timestamptz not null,
  author text not null,
  primary key (content_id, number)
);

-- Only the living. A waiting row becomes ready when its time comes; there is no waking.
-- `then_port` is the door the enrollment leaves its node by when it is ready next; null: the node is still to be decided.
-- written by: move, commands. read by: move, act, API. deleted by: move (end), commands.
create table enrollments (
  lane smallint not null,
  id bigint not null,
  contact_id bigint not null,
  flow_id bigint not null,
  version_id bigint not null,
  entity_key text not null default '',
  state text not null check (state in ('active', 'acting', 'held', 'failed')),
  node text not null,
  visit integer not null,
  urgency smallint not null,
  -- null: nothing but an event, a fate or an operator moves it
  next_at timestamptz,
  -- next_at is a date or a time of day, not the end of a length of time: a pause that freezes waits does not shift it
  dated boolean not null default false,
  then_port text,
  entered_at timestamptz not null,
  node_entered_at timestamptz not null,
  awaits jsonb,
  entry jsonb,
  vars jsonb,
  -- node id -> epoch milliseconds of its latest visit, for anchors; only nodes that something refers to
  passed jsonb,
  -- message nodes whose message it had before a publish put it where it would come to them again: it passes each once unsent
  had text[],
  -- why it is held or failed: { code, values }
  because jsonb,
  attempts smallint not null default 0,
  primary key (lane, id),
  -- every living enrollment has a next thing to happen to it (I4)
  check (state <> 'active' or next_at is not null or awaits is not null)
) with (fillfactor = 80);
create index enrollments_ready on enrollments (lane, urgency, next_at, id) where state = 'active';
create index enrollments_acting on enrollments (lane, urgency, next_at, id) where state = 'acting';
create index enrollments_contact on enrollments (lane, contact_id);
-- Few rows of many: read by the control room, which tells who stands still and why. No column of it changes as contacts move.
create index enrollments_still on enrollments (lane, flow_id) where state in ('held', 'failed');

-- Every entry and every entry kept out, with why; permanent. written by: intake. read by: intake (re-entry), timeline. deleted by: erasure.
create table entries (
  lane smallint not null,
  flow_id bigint not null,
  contact_id bigint not null,
  entity_key text not null default '',
  event_id bigint not null,
  enrollment_id bigint,
  at timestamptz not null,
  outcome text not null,
  because jsonb,
  primary key (lane, flow_id, contact_id, entity_key, event_id)
);

-- written by: move, commands. read by: intake (re-entry), timeline, results. deleted by: erasure.
create table enrollment_ends (
  lane smallint not null,
  id bigint not null,
  contact_id bigint not null,
  flow_id bigint not null,
  version_id bigint not null,
  node text not null,
  reason text not null check (reason in ('completed', 'exit', 'goal', 'timeout', 'stopped', 'failed', 'discarded', 'merged', 'erased', 'migrated', 'replaced')),
  because jsonb,
  entered_at timestamptz not null,
  ended_at timestamptz not null,
  primary key (lane, id)
);

-- What happened to each enrollment, one row a trip: `steps` is [[node, port, because?] ...] in order (port null where it came to rest).
-- Appended only, partitioned by month. written by: move, commands. read by: timeline, why. deleted by: retention, erasure.
create table journal (
  lane smallint not null,
  at timestamptz not null,
  enrollment_id bigint not null,
  -- number of the first visit in `steps`
  visit integer not null,
  -- json, not jsonb: written once and read by people; of nested arrays jsonb makes twice the bytes
  steps json not null
) partition by range (at);
create index journal_enrollment on journal (lane, enrollment_id, at);
create table journal_default partition of journal default;

-- The send ledger. A message is known by the step that sends it (`enrollment:visit`), so one visit can have at most one.
-- States: due (deliver may take it at due_at), claimed (taken, token set), handed (given to a provider that takes no idempotency
-- key, answer not seen yet), sent, notSent (refused by a rule: because says which), notDelivered (refused by the provider),
-- unknown (handed over, then a crash: nobody can say), canceled.
-- written by: move (due), deliver. read by: deliver, API. deleted by: retention.
create table messages (
  lane smallint not null,
  -- the enrollment's at the send: 0 an event set it off, 1 time or a request for many did; beside `lane` it takes no room
  urgency smallint not null,
  enrollment_id bigint not null,
  visit integer not null,
  contact_id bigint not null,
  flow_id bigint not null,
  version_id bigint not null,
  node text not null,
  channel text not null,
  purpose text not null,
  -- what caps may count by, chosen by the node
  tag text,
  state text not null check (state in ('due', 'claimed', 'handed', 'sent', 'notSent', 'notDelivered', 'unknown', 'canceled')),
  -- the enrollment stands still until this message's fate is known
  awaited boolean not null,
  created_at timestamptz not null,
  due_at timestamptz not null,
  expires_at timestamptz,
  attempts smallint not null default 0,
  token bigint,
  claimed_at timestamptz,
  settled_at timestamptz,
  -- what the template needs besides the contact: entry properties, vars (frozen at the step)
  scope jsonb,
  -- address, subject, body as rendered; content revision
  rendered jsonb,
  provider text,
  provider_id text,
  because jsonb,
  delivered_at timestamptz,
  opened_at timestamptz,
  clicked_at timestamptz,
  primary key (lane, enrollment_id, visit)
) with (fillfactor = 80);
create index messages_due on messages (lane, urgency, due_at) where state = 'due';
create index messages_claimed on messages (lane, claimed_at) where state in ('claimed', 'handed');
create index messages_contact on messages (lane, contact_id, created_at);

-- What may go by a provider (`provider:smtp`), or be released from hold on a channel (`release:sms`): one row, from which every
-- process leases slices, and where a provider's trouble is written down for all of them.
-- written by: deliver. read by: deliver, API. deleted by: nobody.
create table budgets (
  name text primary key,
  next_at timestamptz,
  -- a date in the workspace's zone, and how many were leased on it
  day text,
  used integer not null default 0,
  failures integer not null default 0,
  paused_until timestamptz,
  say text
) with (fillfactor = 50);

-- How many messages of a flow were taken to be sent, and how many of them repeated themselves: the same block to the same contact
-- within a day. By ten minutes. The breaker compares the two.
-- written by: deliver. read by: upkeep. deleted by: upkeep, after two hours.
create table flow_sends (
  lane smallint not null,
  flow_id bigint not null,
  since timestamptz not null,
  sent integer not null,
  repeats integer not null,
  primary key (lane, flow_id, since)
) with (fillfactor = 50);

-- Coupons issued. written by: move, redeem. read by: facts, API. deleted by: erasure.
create table coupons (
  lane smallint not null,
  enrollment_id bigint not null,
  visit integer not null,
  contact_id bigint not null,
  pool text,
  code text not null,
  value jsonb,
  issued_at timestamptz not null,
  valid_until timestamptz,
  redeemed_at timestamptz,
  redeemed jsonb,
  primary key (lane, enrollment_id, visit)
);
create index coupons_code on coupons (code);
create index coupons_contact on coupons (lane, contact_id);
-- Unissued codes of uploaded pools, dealt out to lanes by upkeep so that a trip needs no other lane.
-- written by: API, upkeep. read and deleted by: move.
create table coupon_stock (
  lane smallint not null,
  pool text not null,
  code text not null,
  primary key (lane, pool, code)
);

-- How many stand at each node, entered it, failed at it; how many left by each port. Moved in the trip's own transaction.
-- written by: move, commands. read by: API and live, as sums over lanes. deleted with the flow.
create table node_counts (
  lane smallint not null,
  version_id bigint not null,
  node text not null,
  inside bigint not null default 0,
  entered bigint not null default 0,
  failed bigint not null default 0,
  primary key (lane, version_id, node)
) with (fillfactor = 50);
create table port_counts (
  lane smallint not null,
  version_id bigint not null,
  node text not null,
  port text not null,
  passed bigint not null default 0,
  primary key (lane, version_id, node, port)
) with (fillfactor = 50);

-- What came of the messages of each node: absolute numbers, moved in the transaction that changes the message, so that results are read
-- without looking at messages. `opens_measured`, `clicks_measured`: of those sent, how many carried an individual picture, individual links.
-- written by: deliver, reactions, unsubscribe. read by: API, as sums over lanes. deleted by: nobody.
create table message_counts (
  lane smallint not null,
  version_id bigint not null,
  node text not null,
  sent bigint not null default 0,
  bounced bigint not null default 0,
  opens_measured bigint not null default 0,
  clicks_measured bigint not null default 0,
  opened bigint not null default 0,
  clicked bigint not null default 0,
  unsubscribed bigint not null default 0,
  primary key (lane, version_id, node)
) with (fillfactor = 50);

-- Ticks of date and schedule starts that have been carried out, so that none is done twice.
-- written and read by: upkeep. deleted by: upkeep, after a month.
create table start_ticks (
  flow_id bigint not null references flows on delete cascade,
  node text not null,
  tick text not null,
  at timestamptz not null,
  primary key (flow_id, node, tick)
);

-- Workspace settings (sending switch, zone, language, caps, quiet hours, stop-sending orders), one row each.
-- written by: API. read by: everyone. deleted by: API.
create table settings (
  key text primary key,
  value jsonb not null,
  updated_at timestamptz not null
);

-- Who did what, appended only. written by: commands, API. read by: API. deleted by: nobody.
create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  actor text not null,
  action text not null,
  subject text not null,
  reason text,
  details jsonb not null default '{}'
);

-- What the processes have counted together, for operators (engine/src/tally.ts): put together every few seconds, never read by a rule.
-- written by: each process. read by: metrics. deleted by: nobody.
create table counters (
  name text not null,
  labels jsonb not null default '{}',
  count bigint not null,
  primary key (name, labels)
) with (fillfactor = 50);

-- How far running totals had come when an hour (of UTC) began, for the week of a flow and for what is usual at this time of day: what
-- happened between two instants is the difference of two rows. A subject (`flow:12`, `entered`, `messages:sent`) has a row only for hours
-- before which it had changed; `noted` has one for each hour that was written down, so that each is once.
-- written by: upkeep. read by: API. deleted by: upkeep, after 16 days.
create table hourly_totals (
  subject text not null,
  hour timestamptz not null,
  total bigint not null,
  primary key (subject, hour)
);

-- The latest look at the invariants of each lane, and what broke them: { name: rows }.
-- written by: upkeep, check-database. read by: metrics, API. deleted by: nobody.
create table lane_checks (
  lane smallint primary key,
  checked_at timestamptz not null,
  broken jsonb not null default '{}',
  -- what could not be looked at in the time given
  unchecked text[] not null default '{}'
);

-- What retention has dropped of a table: everything before this instant. What it held is no longer there to be compared with.
-- written by: upkeep. read by: invariants. deleted by: nobody.
create table gone_before (
  table_name text primary key,
  at timestamptz not null
);

-- What an operator ordered for many journeys at once. It is carried out chunk by chunk, lane after lane; each chunk moves the
-- cursor (`lanes_done`, `after`) in its own transaction, so whoever carries it on after a crash begins where it stopped.
-- Orders about one flow are carried out one after the other, in order of id.
-- written by: commands. read by: commands, upkeep (which carries on what stands still), API. deleted by: nobody.
create table orders (
  id bigint generated always as identity primary key,
  -- null: about journeys of several flows
  flow_id bigint,
  spec jsonb not null,
  state text not null check (state in ('running', 'done', 'overtaken', 'failed')),
  author text not null,
  reason text,
  -- how many it was about when it was placed, and what it has come to so far
  matched integer not null,
  counts jsonb not null default '{}',
  lanes smallint[] not null,
  lanes_done integer not null default 0,
  after bigint not null default 0,
  -- tries in a row that went wrong, and what was wrong the last time
  tries smallint not null default 0,
  problem text,
  placed_at timestamptz not null,
  ended_at timestamptz
);
create index orders_running on orders (id) where state = 'running';

-- Living processes. written by: each process (bells). read by: the sweep, upkeep. deleted by: the sweep.
create table workers (
  instance text primary key,
  pool_id text,
  lock_key bigint not null,
  started_at timestamptz not null,
  beat timestamptz not null
);

-- What a process has taken out of a lane and is going to settle: messages that carry the token, or enrollments at act nodes with the end
-- of their lease. Whoever finds a process dead takes back what it held, at once instead of when the lease ends.
-- written by: deliver, act. read by: upkeep. deleted by: deliver and act when all is settled, upkeep.
create table claims (
  lane smallint not null,
  token bigint not null,
  -- the process's name among workers
  instance text not null,
  -- null: messages
  enrollments bigint[],
  until timestamptz,
  primary key (lane, token)
);

-- CSV imports and what they refused, line by line. written and read by: import. deleted by: retention.
create table imports (
  id bigint generated always as identity primary key,
  state text not null check (state in ('running', 'done', 'failed')),
  file_name text not null,
  file_hash text,
  options jsonb not null,
  counts jsonb not null default '{}',
  started_at timestamptz not null,
  ended_at timestamptz,
  problem text
);
create table import_rejects (
  import_id bigint not null references imports on delete cascade,
  line bigint not null,
  code text not null,
  reason text not null,
  raw text not null,
  primary key (import_id, line)
);
