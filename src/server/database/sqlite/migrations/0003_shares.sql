-- Links to pages, for people's own phones: what is sealed in them opens with a secret that never
-- comes here. A link that has ended keeps its row for a while, so that it can say so kindly.
create table share (
    share blob primary key check (length(share) = 16),
    team blob not null,
    device blob not null check (length(device) = 16),
    -- A hash of what only whoever has the link can show.
    door blob not null check (length(door) = 32),
    -- An HMAC under a key of the server's own.
    code blob not null check (length(code) = 32),
    n_tries_left integer not null,
    made_at integer not null,
    ends_at integer not null,
    is_withdrawn integer not null default 0 check (is_withdrawn in (0, 1)),
    n_opened integer not null default 0,
    opened_at integer,
    -- Overwritten and then null once the link has ended.
    page blob
) strict, without rowid;
create index share_of_team on share (team, ends_at);
create index share_by_end on share (ends_at);

create table share_answer (
    share blob not null check (length(share) = 16),
    n integer not null,
    at integer not null,
    bytes blob not null,
    primary key (share, n)
) strict, without rowid;

-- What a team lets people know who follow its links: the only words of a team in clear.
create table contact (
    team blob primary key check (length(team) = 16),
    name text not null,
    telephone text not null
) strict, without rowid;
