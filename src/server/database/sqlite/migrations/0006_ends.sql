-- Where each list ended at each of its positions: the first eight bytes of all ids up to there, by xor, of
-- erased ones too. Marks name it, because a server that was put back may have got its last row again without
-- those before it. Frames have theirs in their own rows. Bytes are large, so these are tables of their own:
-- no row has to be written anew.

create table entry_end (
    team blob not null,
    position integer not null,
    xor_to blob not null check (length(xor_to) = 8),
    primary key (team, position)
) strict, without rowid;
insert into entry_end (team, position, xor_to)
with recursive so_far (team, position, xor_to) as (
    select team, position, substr(id, 1, 8) from entry where position = 1
    union all
    select entry.team, entry.position, xor(so_far.xor_to, substr(entry.id, 1, 8))
    from so_far join entry on entry.team = so_far.team and entry.position = so_far.position + 1
)
select team, position, xor_to from so_far;

create table held_end (
    team blob not null,
    position integer not null,
    xor_to blob not null check (length(xor_to) = 8),
    primary key (team, position)
) strict, without rowid;
insert into held_end (team, position, xor_to)
with recursive so_far (team, position, xor_to) as (
    select team, position, substr(id, 1, 8) from held where position = 1
    union all
    select held.team, held.position, xor(so_far.xor_to, substr(held.id, 1, 8))
    from so_far join held on held.team = so_far.team and held.position = so_far.position + 1
)
select team, position, xor_to from so_far;

create table piece_end (
    team blob not null,
    position integer not null,
    xor_to blob not null check (length(xor_to) = 8),
    primary key (team, position)
) strict, without rowid;
insert into piece_end (team, position, xor_to)
with recursive so_far (team, position, xor_to) as (
    select team, position, substr(id, 1, 8) from piece where position = 1
    union all
    select piece.team, piece.position, xor(so_far.xor_to, substr(piece.id, 1, 8))
    from so_far join piece on piece.team = so_far.team and piece.position = so_far.position + 1
)
select team, position, xor_to from so_far;
