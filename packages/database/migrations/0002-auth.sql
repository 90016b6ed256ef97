-- Who may sign in, and with which keys programs come. The auth_ tables are better-auth's, written by its own generator for our
-- names; their columns keep its spelling, and no other code but server/src/auth reads or writes them.

-- written by: accounts. read by: accounts. deleted by: accounts.
create table auth_users (
  id text not null primary key,
  name text not null,
  email text not null unique,
  "emailVerified" boolean not null,
  image text,
  "createdAt" timestamptz default current_timestamp not null,
  "updatedAt" timestamptz default current_timestamp not null
);

-- written by: accounts. read by: accounts. deleted by: accounts (sign out, change of password).
create table auth_sessions (
  id text not null primary key,
  "expiresAt" timestamptz not null,
  token text not null unique,
  "createdAt" timestamptz default current_timestamp not null,
  "updatedAt" timestamptz not null,
  "ipAddress" text,
  "userAgent" text,
  "userId" text not null references auth_users (id) on delete cascade
);
create index auth_sessions_user on auth_sessions ("userId");

-- written by: accounts. read by: accounts. deleted with the user.
create table auth_accounts (
  id text not null primary key,
  "accountId" text not null,
  "providerId" text not null,
  "userId" text not null references auth_users (id) on delete cascade,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamptz,
  "refreshTokenExpiresAt" timestamptz,
  scope text,
  password text,
  "createdAt" timestamptz default current_timestamp not null,
  "updatedAt" timestamptz not null
);
create index auth_accounts_user on auth_accounts ("userId");

-- One-time links, by hash. written by: accounts. read by: accounts. deleted by: accounts.
create table auth_verifications (
  id text not null primary key,
  identifier text not null,
  value text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz default current_timestamp not null,
  "updatedAt" timestamptz default current_timestamp not null
);
create index auth_verifications_identifier on auth_verifications (identifier);

-- Keys of programs, by hash: the key itself is shown once. written by: API. read by: API. deleted by: nobody (revoked).
create table api_keys (
  id bigint generated always as identity primary key,
  name text not null,
  hash text not null unique,
  -- the first characters, so that people can tell keys apart
  hint text not null,
  created_at timestamptz not null,
  created_by text not null,
  revoked_at timestamptz
);
