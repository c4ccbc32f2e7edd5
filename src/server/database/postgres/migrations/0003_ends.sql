-- Where each list ended at each of its positions: the first eight bytes of all ids up to there, by xor, of
-- erased ones too. Marks name it, because a server that was put back may have got its last row again without
-- those before it. Frames have theirs in their own rows. Bytes are large, so these are tables of their own, as in
-- the embedded database.
--
-- A row refers to its end, so that a server of before, which still runs, adds nothing that has none.

create table entry_end (
    team bytea not null,
    position bigint not null,
    xor_to bytea not null check (octet_length(xor_to) = 8),
    primary key (team, position)
);
-- So that its owner sees the rows of all teams.
alter table entry no force row level security;
insert into entry_end (team, position, xor_to)
select team, position, int8send(
    bit_xor(('x' || encode(substring(id for 8), 'hex'))::bit(64)::bigint)
    over (partition by team order by position))
from entry;
alter table entry add foreign key (team, position) references entry_end (team, position);
alter table entry force row level security;
alter table entry_end enable row level security;
alter table entry_end force row level security;
create policy of_this_team on entry_end using (team = this_team());

create table held_end (
    team bytea not null,
    position bigint not null,
    xor_to bytea not null check (octet_length(xor_to) = 8),
    primary key (team, position)
);
-- So that its owner sees the rows of all teams.
alter table held no force row level security;
insert into held_end (team, position, xor_to)
select team, position, int8send(
    bit_xor(('x' || encode(substring(id for 8), 'hex'))::bit(64)::bigint)
    over (partition by team order by position))
from held;
alter table held add foreign key (team, position) references held_end (team, position);
alter table held force row level security;
alter table held_end enable row level security;
alter table held_end force row level security;
create policy of_this_team on held_end using (team = this_team());

create table piece_end (
    team bytea not null,
    position bigint not null,
    xor_to bytea not null check (octet_length(xor_to) = 8),
    primary key (team, position)
);
-- So that its owner sees the rows of all teams.
alter table piece no force row level security;
insert into piece_end (team, position, xor_to)
select team, position, int8send(
    bit_xor(('x' || encode(substring(id for 8), 'hex'))::bit(64)::bigint)
    over (partition by team order by position))
from piece;
alter table piece add foreign key (team, position) references piece_end (team, position);
alter table piece force row level security;
alter table piece_end enable row level security;
alter table piece_end force row level security;
create policy of_this_team on piece_end using (team = this_team());
