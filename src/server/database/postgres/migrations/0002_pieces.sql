-- Pieces of photos, sealed, each known by the hash of its bytes. Positions are given as frames have them,
-- so that it is seen when this database was put back. An erased one keeps its row, without its bytes.
create table piece (
    team bytea not null,
    position bigint not null,
    id bytea not null check (octet_length(id) = 16),
    scope bytea not null check (octet_length(scope) = 16),
    device bytea not null check (octet_length(device) = 16),
    at bigint not null,
    bytes bytea not null,
    primary key (team, position),
    unique (team, id)
);
-- Sealed bytes do not get smaller.
alter table piece alter column bytes set storage external;

alter table piece enable row level security;
alter table piece force row level security;
create policy of_this_team on piece using (team = this_team());
