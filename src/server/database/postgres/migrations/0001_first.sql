-- The same shape as the embedded database, for several servers at once. Positions count from one in
-- every team, without gaps, and are given under the lock of the team's row, inside the transaction
-- that keeps the row: whoever reads up to a position has seen all before it. Every key of what may
-- grow begins with the team, so that tables can be partitioned by it.

create table server (
    one bigint primary key check (one = 1),
    secret bytea not null check (octet_length(secret) = 32)
);

create table team (
    team bytea primary key check (octet_length(team) = 16),
    -- Names one history of this team; a new one when a phone remembers what this disk does not.
    epoch bytea not null check (octet_length(epoch) = 16)
);

create table entry (
    team bytea not null,
    position bigint not null,
    id bytea not null check (octet_length(id) = 16),
    signature bytea not null check (octet_length(signature) = 64),
    bytes bytea not null,
    primary key (team, position),
    unique (team, id)
);

create table frame (
    team bytea not null,
    position bigint not null,
    id bytea not null check (octet_length(id) = 16),
    scope bytea not null check (octet_length(scope) = 16),
    device bytea not null check (octet_length(device) = 16),
    is_erased boolean not null default false,
    -- The xor of all ids up to here, erased ones too: what is erased is taken out when asked.
    xor_to bytea not null check (octet_length(xor_to) = 16),
    bytes bytea not null,
    primary key (team, position),
    unique (team, id)
);
-- Sealed bytes do not get smaller.
alter table frame alter column bytes set storage external;
create index frame_of_scope on frame (team, scope, position, id, is_erased);
create index frame_erased on frame (team, position, id) where is_erased;

-- Ids that an erasure names, whether or not the frame ever came.
create table erased (
    team bytea not null,
    id bytea not null check (octet_length(id) = 16),
    primary key (team, id)
);

-- Work of somebody who was removed, or may not read that scope: kept, but not in the record.
create table held (
    team bytea not null,
    position bigint not null,
    id bytea not null check (octet_length(id) = 16),
    scope bytea not null check (octet_length(scope) = 16),
    device bytea not null check (octet_length(device) = 16),
    held_for text not null,
    held_at bigint not null,
    bytes bytea not null,
    primary key (team, position),
    unique (team, id)
);
alter table held alter column bytes set storage external;

create table device_seen (
    team bytea not null,
    device bytea not null check (octet_length(device) = 16),
    seen_at bigint not null,
    n_unsent bigint not null,
    oldest_unsent_at bigint,
    primary key (team, device)
);

-- What is being written, sealed, until it is kept or let go: a lost phone then costs little.
create table draft (
    team bytea not null,
    device bytea not null,
    name bytea not null,
    number bigint not null,
    at bigint not null,
    bytes bytea not null,
    primary key (team, device, name)
);

-- How far the last backup reaches that was read back and found whole. It counts only while the
-- team's epoch is this one.
create table durable (
    team bytea primary key check (octet_length(team) = 16),
    epoch bytea not null check (octet_length(epoch) = 16),
    position bigint not null,
    made_at bigint not null
);

-- What a team lets people know who follow its links: the only words of a team in clear.
create table contact (
    team bytea primary key check (octet_length(team) = 16),
    name text not null,
    telephone text not null
);

-- Keyrings that inviters left sealed for newcomers. Whoever had a link and such a row would have the
-- team's keys, so no base backup and no replica has them: an unlogged table is neither in the log
-- that is shipped nor left after a crash, which withdraws the open links.
create unlogged table link (
    team bytea not null,
    invitation bytea not null check (octet_length(invitation) = 16),
    ends_at bigint not null,
    keyring bytea,
    primary key (team, invitation)
);

-- Public keys of links and recovery kits, by which somebody without a token finds the team.
create table door (
    key bytea primary key check (octet_length(key) = 32),
    team bytea not null
);

-- Hashes of tokens; a token itself is nowhere.
create table token (
    hash bytea primary key check (octet_length(hash) = 32),
    team bytea not null,
    device bytea not null,
    ends_at bigint not null
);
create index token_of_device on token (team, device);
create index token_by_end on token (ends_at);

-- Challenges prove themselves; only those that were answered are kept, so that each is used once.
create table used_challenge (
    nonce bytea primary key check (octet_length(nonce) = 32),
    ends_at bigint not null
);

create table founding_token (
    hash bytea primary key check (octet_length(hash) = 32),
    used_by bytea
);

-- Links to pages, for people's own phones: what is sealed in them opens with a secret that never
-- comes here. A link that has ended keeps its row for a while, so that it can say so kindly.
create table share (
    share bytea primary key check (octet_length(share) = 16),
    team bytea not null,
    device bytea not null check (octet_length(device) = 16),
    -- A hash of what only whoever has the link can show.
    door bytea not null check (octet_length(door) = 32),
    -- An HMAC under a key of the server's own.
    code bytea not null check (octet_length(code) = 32),
    n_tries_left bigint not null,
    made_at bigint not null,
    ends_at bigint not null,
    is_withdrawn boolean not null default false,
    n_opened bigint not null default 0,
    opened_at bigint,
    -- Null once the link has ended.
    page bytea
);
create index share_of_team on share (team, ends_at);
create index share_by_end on share (ends_at);

create table share_answer (
    share bytea not null check (octet_length(share) = 16),
    n bigint not null,
    at bigint not null,
    bytes bytea not null,
    primary key (share, n)
);

-- A second wall beside what every question says by itself: a connection sees the rows of the one
-- team that it works for. What is found by something that nobody can guess (a token, a link) has to
-- be found before the team is known, and stands outside.
create function this_team() returns bytea language sql stable parallel safe
    return decode(current_setting('alongside.team', true), 'hex');

do $$
declare named text;
begin
    foreach named in array array[
        'entry', 'frame', 'erased', 'held', 'device_seen', 'draft', 'durable', 'contact', 'link'
    ] loop
        execute format('alter table %I enable row level security', named);
        execute format('alter table %I force row level security', named);
        execute format('create policy of_this_team on %I using (team = this_team())', named);
    end loop;
end $$;
