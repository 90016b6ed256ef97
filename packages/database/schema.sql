-- What the migrations add up to. Made by `node packages/database/src/write-schema.ts`; a test holds it to the truth.
-- The words about each table stand in the migrations.

create sequence id_blocks as bigint start 1 increment 1;

create table api_keys (
  id bigint not null generated always as identity,
  name text not null,
  hash text not null,
  hint text not null,
  created_at timestamp with time zone not null,
  created_by text not null,
  revoked_at timestamp with time zone,
  constraint api_keys_pkey PRIMARY KEY (id),
  constraint api_keys_hash_key UNIQUE (hash)
);

create table audit (
  id bigint not null generated always as identity,
  at timestamp with time zone not null,
  actor text not null,
  action text not null,
  subject text not null,
  reason text,
  details jsonb not null default '{}'::jsonb,
  constraint audit_pkey PRIMARY KEY (id)
);

create table auth_accounts (
  id text not null,
  "accountId" text not null,
  "providerId" text not null,
  "userId" text not null,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamp with time zone,
  "refreshTokenExpiresAt" timestamp with time zone,
  scope text,
  password text,
  "createdAt" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "updatedAt" timestamp with time zone not null,
  constraint auth_accounts_pkey PRIMARY KEY (id),
  constraint "auth_accounts_userId_fkey" FOREIGN KEY ("userId") REFERENCES auth_users(id) ON DELETE CASCADE
);
CREATE INDEX auth_accounts_user ON public.auth_accounts USING btree ("userId");

create table auth_sessions (
  id text not null,
  "expiresAt" timestamp with time zone not null,
  token text not null,
  "createdAt" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "updatedAt" timestamp with time zone not null,
  "ipAddress" text,
  "userAgent" text,
  "userId" text not null,
  constraint auth_sessions_pkey PRIMARY KEY (id),
  constraint auth_sessions_token_key UNIQUE (token),
  constraint "auth_sessions_userId_fkey" FOREIGN KEY ("userId") REFERENCES auth_users(id) ON DELETE CASCADE
);
CREATE INDEX auth_sessions_user ON public.auth_sessions USING btree ("userId");

create table auth_users (
  id text not null,
  name text not null,
  email text not null,
  "emailVerified" boolean not null,
  image text,
  "createdAt" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "updatedAt" timestamp with time zone not null default CURRENT_TIMESTAMP,
  constraint auth_users_pkey PRIMARY KEY (id),
  constraint auth_users_email_key UNIQUE (email)
);

create table auth_verifications (
  id text not null,
  identifier text not null,
  value text not null,
  "expiresAt" timestamp with time zone not null,
  "createdAt" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "updatedAt" timestamp with time zone not null default CURRENT_TIMESTAMP,
  constraint auth_verifications_pkey PRIMARY KEY (id)
);
CREATE INDEX auth_verifications_identifier ON public.auth_verifications USING btree (identifier);

create table budgets (
  name text not null,
  next_at timestamp with time zone,
  day text,
  used integer not null default 0,
  failures integer not null default 0,
  paused_until timestamp with time zone,
  say text,
  constraint budgets_pkey PRIMARY KEY (name)
) with (fillfactor=50);

create table claims (
  lane smallint not null,
  token bigint not null,
  instance text not null,
  enrollments bigint[],
  until timestamp with time zone,
  constraint claims_pkey PRIMARY KEY (lane, token)
);

create table consent_history (
  lane smallint not null,
  id bigint not null,
  contact_id bigint not null,
  channel text not null,
  purpose text not null,
  state text not null,
  basis text not null,
  proof jsonb not null default '{}'::jsonb,
  at timestamp with time zone not null,
  constraint consent_history_pkey PRIMARY KEY (lane, id)
);
CREATE INDEX consent_history_contact ON public.consent_history USING btree (lane, contact_id, at);

create table consents (
  lane smallint not null,
  contact_id bigint not null,
  channel text not null,
  purpose text not null,
  state text not null,
  basis text not null,
  proof jsonb not null default '{}'::jsonb,
  at timestamp with time zone not null,
  constraint consents_pkey PRIMARY KEY (lane, contact_id, channel, purpose),
  constraint consents_state_check CHECK ((state = ANY (ARRAY['granted'::text, 'denied'::text, 'pending'::text])))
);

create table contacts (
  lane smallint not null,
  id bigint not null,
  user_id text,
  email text,
  phone text,
  attributes jsonb not null default '{}'::jsonb,
  tags text[] not null default '{}'::text[],
  scores jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  merged_into bigint,
  breaker_reset_at timestamp with time zone,
  constraint contacts_pkey PRIMARY KEY (lane, id)
) with (fillfactor=90);

create table content_versions (
  content_id bigint not null,
  number integer not null,
  document jsonb not null,
  compiled jsonb not null,
  at timestamp with time zone not null,
  author text not null,
  constraint content_versions_pkey PRIMARY KEY (content_id, number),
  constraint content_versions_content_id_fkey FOREIGN KEY (content_id) REFERENCES contents(id) ON DELETE CASCADE
);

create table contents (
  id bigint not null generated always as identity,
  channel text not null,
  name text not null,
  draft jsonb not null,
  revision integer not null default 1,
  version integer,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  updated_by text not null,
  constraint contents_pkey PRIMARY KEY (id),
  constraint contents_channel_check CHECK ((channel = ANY (ARRAY['email'::text, 'sms'::text])))
);

create table counters (
  name text not null,
  labels jsonb not null default '{}'::jsonb,
  count bigint not null,
  constraint counters_pkey PRIMARY KEY (name, labels)
) with (fillfactor=50);

create table coupon_stock (
  lane smallint not null,
  pool text not null,
  code text not null,
  constraint coupon_stock_pkey PRIMARY KEY (lane, pool, code)
);

create table coupons (
  lane smallint not null,
  enrollment_id bigint not null,
  visit integer not null,
  contact_id bigint not null,
  pool text,
  code text not null,
  value jsonb,
  issued_at timestamp with time zone not null,
  valid_until timestamp with time zone,
  redeemed_at timestamp with time zone,
  redeemed jsonb,
  constraint coupons_pkey PRIMARY KEY (lane, enrollment_id, visit)
);
CREATE INDEX coupons_code ON public.coupons USING btree (code);
CREATE INDEX coupons_contact ON public.coupons USING btree (lane, contact_id);

create table dead_letters (
  id bigint not null generated always as identity,
  received_at timestamp with time zone not null,
  source text not null,
  code text not null,
  reason text not null,
  body text not null,
  constraint dead_letters_pkey PRIMARY KEY (id)
);

create table engine_epoch (
  one boolean not null default true,
  epoch bigint not null default 1,
  constraint engine_epoch_pkey PRIMARY KEY (one),
  constraint engine_epoch_one_check CHECK (one)
);

create table enrollment_ends (
  lane smallint not null,
  id bigint not null,
  contact_id bigint not null,
  flow_id bigint not null,
  version_id bigint not null,
  node text not null,
  reason text not null,
  because jsonb,
  entered_at timestamp with time zone not null,
  ended_at timestamp with time zone not null,
  constraint enrollment_ends_pkey PRIMARY KEY (lane, id),
  constraint enrollment_ends_reason_check CHECK ((reason = ANY (ARRAY['completed'::text, 'exit'::text, 'goal'::text, 'timeout'::text, 'stopped'::text, 'failed'::text, 'discarded'::text, 'merged'::text, 'erased'::text, 'migrated'::text, 'replaced'::text])))
);

create table enrollments (
  lane smallint not null,
  id bigint not null,
  contact_id bigint not null,
  flow_id bigint not null,
  version_id bigint not null,
  entity_key text not null default ''::text,
  state text not null,
  node text not null,
  visit integer not null,
  urgency smallint not null,
  next_at timestamp with time zone,
  dated boolean not null default false,
  then_port text,
  entered_at timestamp with time zone not null,
  node_entered_at timestamp with time zone not null,
  awaits jsonb,
  entry jsonb,
  vars jsonb,
  passed jsonb,
  had text[],
  because jsonb,
  attempts smallint not null default 0,
  constraint enrollments_pkey PRIMARY KEY (lane, id),
  constraint enrollments_check CHECK (((state <> 'active'::text) OR (next_at IS NOT NULL) OR (awaits IS NOT NULL))),
  constraint enrollments_state_check CHECK ((state = ANY (ARRAY['active'::text, 'acting'::text, 'held'::text, 'failed'::text])))
) with (fillfactor=80);
CREATE INDEX enrollments_acting ON public.enrollments USING btree (lane, urgency, next_at, id) WHERE (state = 'acting'::text);
CREATE INDEX enrollments_contact ON public.enrollments USING btree (lane, contact_id);
CREATE INDEX enrollments_ready ON public.enrollments USING btree (lane, urgency, next_at, id) WHERE (state = 'active'::text);
CREATE INDEX enrollments_still ON public.enrollments USING btree (lane, flow_id) WHERE (state = ANY (ARRAY['held'::text, 'failed'::text]));

create table entries (
  lane smallint not null,
  flow_id bigint not null,
  contact_id bigint not null,
  entity_key text not null default ''::text,
  event_id bigint not null,
  enrollment_id bigint,
  at timestamp with time zone not null,
  outcome text not null,
  because jsonb,
  constraint entries_pkey PRIMARY KEY (lane, flow_id, contact_id, entity_key, event_id)
);

create table erasures (
  lane smallint not null,
  contact_id bigint not null,
  at timestamp with time zone not null,
  constraint erasures_pkey PRIMARY KEY (lane, contact_id)
);

create table event_rates (
  lane smallint not null,
  contact_id bigint not null,
  since timestamp with time zone not null,
  taken integer not null,
  dropped integer not null,
  constraint event_rates_pkey PRIMARY KEY (lane, contact_id, since)
) with (fillfactor=50);

create table events (
  lane smallint not null,
  id bigint not null,
  contact_id bigint not null,
  type text not null,
  name text not null,
  properties jsonb not null default '{}'::jsonb,
  context jsonb,
  occurred_at timestamp with time zone not null,
  received_at timestamp with time zone not null,
  message_id text,
  constraint events_check CHECK ((occurred_at <= received_at)),
  constraint events_type_check CHECK ((type = ANY (ARRAY['identify'::text, 'track'::text, 'page'::text, 'screen'::text, 'group'::text, 'alias'::text, 'system'::text])))
) partition by range (received_at);
CREATE INDEX events_contact ON ONLY public.events USING btree (lane, contact_id, name, received_at);

create table events_default partition of events default;

create table flow_contents (
  flow_id bigint not null,
  node text not null,
  revision integer not null,
  content jsonb not null,
  compiled jsonb,
  at timestamp with time zone not null,
  author text not null,
  constraint flow_contents_pkey PRIMARY KEY (flow_id, node, revision),
  constraint flow_contents_flow_id_fkey FOREIGN KEY (flow_id) REFERENCES flows(id) ON DELETE CASCADE
);
CREATE INDEX flow_contents_template ON public.flow_contents USING btree (((content ->> 'template'::text))) WHERE (content ? 'template'::text);

create table flow_edits (
  flow_id bigint not null,
  revision integer not null,
  edits jsonb,
  key text,
  author text not null,
  at timestamp with time zone not null,
  constraint flow_edits_pkey PRIMARY KEY (flow_id, revision),
  constraint flow_edits_flow_id_fkey FOREIGN KEY (flow_id) REFERENCES flows(id) ON DELETE CASCADE
);

create table flow_sends (
  lane smallint not null,
  flow_id bigint not null,
  since timestamp with time zone not null,
  sent integer not null,
  repeats integer not null,
  constraint flow_sends_pkey PRIMARY KEY (lane, flow_id, since)
) with (fillfactor=50);

create table flow_versions (
  id bigint not null generated always as identity,
  flow_id bigint not null,
  number integer not null,
  document jsonb not null,
  starts text[] not null default '{}'::text[],
  published_at timestamp with time zone not null,
  published_by text not null,
  constraint flow_versions_pkey PRIMARY KEY (id),
  constraint flow_versions_flow_id_fkey FOREIGN KEY (flow_id) REFERENCES flows(id) ON DELETE CASCADE,
  constraint flow_versions_flow_id_number_key UNIQUE (flow_id, number)
);

create table flows (
  id bigint not null generated always as identity,
  name text not null,
  state text not null default 'draft'::text,
  draft jsonb not null,
  revision integer not null default 1,
  live_version_id bigint,
  paused_at timestamp with time zone,
  resumes_to text,
  breaker jsonb,
  tags text[] not null default '{}'::text[],
  created_by text,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint flows_pkey PRIMARY KEY (id),
  constraint flows_resumes_to_check CHECK ((resumes_to = ANY (ARRAY['live'::text, 'closed'::text]))),
  constraint flows_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'live'::text, 'paused'::text, 'closed'::text, 'stopped'::text, 'archived'::text])))
);

create table gone_before (
  table_name text not null,
  at timestamp with time zone not null,
  constraint gone_before_pkey PRIMARY KEY (table_name)
);

create table hourly_totals (
  subject text not null,
  hour timestamp with time zone not null,
  total bigint not null,
  constraint hourly_totals_pkey PRIMARY KEY (subject, hour)
);

create table identities (
  slot smallint not null,
  kind text not null,
  value text not null,
  lane smallint not null,
  contact_id bigint not null,
  constraint identities_pkey PRIMARY KEY (slot, kind, value),
  constraint identities_kind_check CHECK ((kind = ANY (ARRAY['userId'::text, 'anonymousId'::text, 'email'::text, 'phone'::text])))
);
CREATE INDEX identities_contact ON public.identities USING btree (lane, contact_id);

create table import_rejects (
  import_id bigint not null,
  line bigint not null,
  code text not null,
  reason text not null,
  raw text not null,
  constraint import_rejects_pkey PRIMARY KEY (import_id, line),
  constraint import_rejects_import_id_fkey FOREIGN KEY (import_id) REFERENCES imports(id) ON DELETE CASCADE
);

create table imports (
  id bigint not null generated always as identity,
  state text not null,
  file_name text not null,
  file_hash text,
  options jsonb not null,
  counts jsonb not null default '{}'::jsonb,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  problem text,
  constraint imports_pkey PRIMARY KEY (id),
  constraint imports_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'failed'::text])))
);

create table inbox (
  lane smallint not null,
  event_id bigint not null,
  contact_id bigint not null,
  kind text not null,
  name text not null,
  occurred_at timestamp with time zone not null,
  received_at timestamp with time zone not null,
  payload jsonb,
  constraint inbox_pkey PRIMARY KEY (lane, event_id),
  constraint inbox_kind_check CHECK ((kind = ANY (ARRAY['identify'::text, 'track'::text, 'page'::text, 'screen'::text, 'group'::text, 'alias'::text, 'system'::text, 'enroll'::text, 'fate'::text, 'settle'::text])))
);
CREATE INDEX inbox_contact ON public.inbox USING btree (lane, contact_id);

create table journal (
  lane smallint not null,
  at timestamp with time zone not null,
  enrollment_id bigint not null,
  visit integer not null,
  steps json not null
) partition by range (at);
CREATE INDEX journal_enrollment ON ONLY public.journal USING btree (lane, enrollment_id, at);

create table journal_default partition of journal default;

create table lane_checks (
  lane smallint not null,
  checked_at timestamp with time zone not null,
  broken jsonb not null default '{}'::jsonb,
  unchecked text[] not null default '{}'::text[],
  constraint lane_checks_pkey PRIMARY KEY (lane)
);

create table lanes (
  lane smallint not null,
  constraint lanes_pkey PRIMARY KEY (lane)
);

create table lists (
  name text not null,
  title text not null,
  created_at timestamp with time zone not null,
  constraint lists_pkey PRIMARY KEY (name)
);

create table memberships (
  lane smallint not null,
  contact_id bigint not null,
  list text not null,
  joined_at timestamp with time zone not null,
  constraint memberships_pkey PRIMARY KEY (lane, contact_id, list)
);
CREATE INDEX memberships_list ON public.memberships USING btree (list, lane, contact_id);

create table merge_requests (
  id bigint not null generated always as identity,
  loser_lane smallint not null,
  loser_id bigint not null,
  winner_lane smallint not null,
  winner_id bigint not null,
  because jsonb not null default '{}'::jsonb,
  requested_at timestamp with time zone not null,
  done_at timestamp with time zone,
  constraint merge_requests_pkey PRIMARY KEY (id)
);
CREATE INDEX merge_requests_open ON public.merge_requests USING btree (id) WHERE (done_at IS NULL);

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
  constraint message_counts_pkey PRIMARY KEY (lane, version_id, node)
) with (fillfactor=50);

create table message_ids (
  slot smallint not null,
  key uuid not null,
  received_on date not null,
  constraint message_ids_pkey PRIMARY KEY (slot, key)
);

create table messages (
  lane smallint not null,
  urgency smallint not null,
  enrollment_id bigint not null,
  visit integer not null,
  contact_id bigint not null,
  flow_id bigint not null,
  version_id bigint not null,
  node text not null,
  channel text not null,
  purpose text not null,
  tag text,
  state text not null,
  awaited boolean not null,
  created_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  attempts smallint not null default 0,
  token bigint,
  claimed_at timestamp with time zone,
  settled_at timestamp with time zone,
  scope jsonb,
  rendered jsonb,
  provider text,
  provider_id text,
  because jsonb,
  delivered_at timestamp with time zone,
  opened_at timestamp with time zone,
  clicked_at timestamp with time zone,
  constraint messages_pkey PRIMARY KEY (lane, enrollment_id, visit),
  constraint messages_state_check CHECK ((state = ANY (ARRAY['due'::text, 'claimed'::text, 'handed'::text, 'sent'::text, 'notSent'::text, 'notDelivered'::text, 'unknown'::text, 'canceled'::text])))
) with (fillfactor=80);
CREATE INDEX messages_claimed ON public.messages USING btree (lane, claimed_at) WHERE (state = ANY (ARRAY['claimed'::text, 'handed'::text]));
CREATE INDEX messages_contact ON public.messages USING btree (lane, contact_id, created_at);
CREATE INDEX messages_due ON public.messages USING btree (lane, urgency, due_at) WHERE (state = 'due'::text);

create table migrations (
  number integer not null,
  name text not null,
  hash text not null,
  needs integer not null,
  applied_at timestamp with time zone not null,
  constraint migrations_pkey PRIMARY KEY (number)
);

create table node_counts (
  lane smallint not null,
  version_id bigint not null,
  node text not null,
  inside bigint not null default 0,
  entered bigint not null default 0,
  failed bigint not null default 0,
  constraint node_counts_pkey PRIMARY KEY (lane, version_id, node)
) with (fillfactor=50);

create table orders (
  id bigint not null generated always as identity,
  flow_id bigint,
  spec jsonb not null,
  state text not null,
  author text not null,
  reason text,
  matched integer not null,
  counts jsonb not null default '{}'::jsonb,
  lanes smallint[] not null,
  lanes_done integer not null default 0,
  after bigint not null default 0,
  tries smallint not null default 0,
  problem text,
  placed_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint orders_pkey PRIMARY KEY (id),
  constraint orders_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'overtaken'::text, 'failed'::text])))
);
CREATE INDEX orders_running ON public.orders USING btree (id) WHERE (state = 'running'::text);

create table parcels (
  lane smallint not null,
  urgency smallint not null,
  id bigint not null,
  contacts bigint[] not null,
  calls json not null,
  constraint parcels_pkey PRIMARY KEY (lane, urgency, id)
) with (toast_tuple_target=8160);

create table port_counts (
  lane smallint not null,
  version_id bigint not null,
  node text not null,
  port text not null,
  passed bigint not null default 0,
  constraint port_counts_pkey PRIMARY KEY (lane, version_id, node, port)
) with (fillfactor=50);

create table settings (
  key text not null,
  value jsonb not null,
  updated_at timestamp with time zone not null,
  constraint settings_pkey PRIMARY KEY (key)
);

create table start_ticks (
  flow_id bigint not null,
  node text not null,
  tick text not null,
  at timestamp with time zone not null,
  constraint start_ticks_pkey PRIMARY KEY (flow_id, node, tick),
  constraint start_ticks_flow_id_fkey FOREIGN KEY (flow_id) REFERENCES flows(id) ON DELETE CASCADE
);

create table suppressions (
  slot smallint not null,
  channel text not null,
  address_hash text not null,
  reason text not null,
  at timestamp with time zone not null,
  constraint suppressions_pkey PRIMARY KEY (slot, channel, address_hash)
);

create table workers (
  instance text not null,
  pool_id text,
  lock_key bigint not null,
  started_at timestamp with time zone not null,
  beat timestamp with time zone not null,
  constraint workers_pkey PRIMARY KEY (instance)
);

create view unread as
 SELECT inbox.lane,
    inbox.event_id,
    inbox.contact_id,
    inbox.kind,
    inbox.name,
    inbox.occurred_at,
    inbox.received_at,
    inbox.payload
   FROM inbox
UNION ALL
 SELECT p.lane,
    ((c.call ->> 0))::bigint AS event_id,
    ((c.call ->> 1))::bigint AS contact_id,
    (c.call ->> 2) AS kind,
    (c.call ->> 3) AS name,
    to_timestamp((((c.call ->> 4))::double precision / (1000)::double precision)) AS occurred_at,
    to_timestamp((((c.call ->> 5))::double precision / (1000)::double precision)) AS received_at,
    ((c.call -> 6))::jsonb AS payload
   FROM (parcels p
     CROSS JOIN LATERAL json_array_elements(p.calls) c(call));
