-- A person's story is read from its newest end, a page at a time, without opening all of it. Visits
-- have their own table, in the same order; here stands what is told beside them. `is_within`: it is
-- told within another entry already, as a promise is within its visit.
create table told (
    person blob not null,
    at integer not null,
    kind integer not null,
    id blob not null,
    is_within integer not null,
    primary key (person, at, kind, id)
) strict, without rowid;
create index told_by_id on told (kind, id);

-- Who is paused, or was parted from together, is not gone quiet; and a hello may be planned.
alter table person add column paused_until text;
alter table person add column ended_on text;
alter table person add column hello_on text;

-- The tables for reading are made anew from the log when the store is next opened.
insert or replace into meta (name, value) values ('is to rebuild', x'01');
