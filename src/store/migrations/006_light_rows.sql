-- What is asked or noted of a row no longer reads or writes the long bytes in it.

-- Which changes still have an unchecked signature stands apart: to say that one was found good, its
-- whole row had to be written anew. `signature_is` now tells only the bad (2) from the others (1).
create table unchecked (n integer primary key) strict;
insert into unchecked select n from change where signature_is = 0;
drop index change_unchecked;
update change set signature_is = 1 where signature_is = 0;

-- A frame's bytes stand last: to reach what stands behind them, all of them were read.
create table frame_with_bytes_last (
    n integer primary key,
    id blob not null unique,
    scope blob not null,
    position integer,
    state integer not null,
    why_set_aside text,
    bytes blob not null
) strict;
insert into frame_with_bytes_last (n, id, scope, position, state, why_set_aside, bytes)
    select n, id, scope, position, state, why_set_aside, bytes from frame;
drop table frame;
alter table frame_with_bytes_last rename to frame;
create index frame_unsent on frame (n) where position is null;
create index frame_set_aside on frame (n) where state = 1;
create index frame_of_scope on frame (scope);
