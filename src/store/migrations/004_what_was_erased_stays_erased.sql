-- The things whose changes were erased here. Nothing of them is left but their ids, by which an
-- import that tells of them again is known. Not a table for reading: no log can bring it back.

create table erased_thing (
    kind integer not null,
    thing blob not null,
    primary key (kind, thing)
) strict, without rowid;
