-- The first shape. Positions count from one in every team, without gaps, and are given inside the
-- transaction that keeps the row. Ids are kept for ever, so that nothing erased comes back.

create table server (
    one integer primary key check (one = 1),
    secret blob not null check (length(secret) = 32)
) strict;

create table team (
    team blob primary key check (length(team) = 16),
    -- Names one history of this team; a new one when a phone remembers what this disk does not.
    epoch blob not null check (length(epoch) = 16)
) strict;

create table entry (
    team blob not null,
    position integer not null,
    id blob not null check (length(id) = 16),
    signature blob not null check (length(signature) = 64),
    bytes blob not null,
    primary key (team, position),
    unique (team, id)
) strict;

create table frame (
    team blob not null,
    position integer not null,
    id blob not null check (length(id) = 16),
    scope blob not null check (length(scope) = 16),
    device blob not null check (length(device) = 16),
    is_erased integer not null default 0 check (is_erased in (0, 1)),
    -- The xor of all ids up to here, erased ones too: what is erased is taken out when asked.
    xor_to blob not null check (length(xor_to) = 16),
    bytes blob not null,
    primary key (team, position),
    unique (team, id)
) strict;
create index frame_of_scope on frame (team, scope, position, id, is_erased);
create index frame_erased on frame (team, position, id) where is_erased = 1;

-- Ids that an erasure names, whether or not the frame ever came.
create table erased (
    team blob not null,
    id blob not null check (length(id) = 16),
    primary key (team, id)
) strict, without rowid;

-- Work of somebody who was removed, or may not read that scope: kept, but not in the record.
create table held (
    team blob not null,
    position integer not null,
    id blob not null check (length(id) = 16),
    scope blob not null check (length(scope) = 16),
    device blob not null check (length(device) = 16),
    held_for text not null,
    held_at integer not null,
    bytes blob not null,
    primary key (team, position),
    unique (team, id)
) strict;

create table device_seen (
    team blob not null,
    device blob not null check (length(device) = 16),
    seen_at integer not null,
    n_unsent integer not null,
    oldest_unsent_at integer,
    primary key (team, device)
) strict, without rowid;

-- Public keys of links and recovery kits, by which somebody without a token finds the team.
create table door (
    key blob primary key check (length(key) = 32),
    team blob not null
) strict, without rowid;

-- Hashes of tokens; a token itself is nowhere.
create table token (
    hash blob primary key check (length(hash) = 32),
    team blob not null,
    device blob not null,
    ends_at integer not null
) strict, without rowid;
create index token_of_device on token (team, device);
create index token_by_end on token (ends_at);

-- Challenges prove themselves; only those that were answered are kept, so that each is used once.
create table used_challenge (
    nonce blob primary key check (length(nonce) = 32),
    ends_at integer not null
) strict, without rowid;

create table founding_token (
    hash blob primary key check (length(hash) = 32),
    used_by blob
) strict, without rowid;
