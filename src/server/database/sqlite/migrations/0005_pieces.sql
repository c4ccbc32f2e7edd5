-- Pieces of photos, sealed, each known by the hash of its bytes. Positions are given as frames have them,
-- so that it is seen when this disk was put back. An erased one keeps its row, without its bytes.
create table piece (
    team blob not null,
    position integer not null,
    id blob not null check (length(id) = 16),
    scope blob not null check (length(scope) = 16),
    device blob not null check (length(device) = 16),
    at integer not null,
    bytes blob not null,
    primary key (team, position),
    unique (team, id)
) strict;
