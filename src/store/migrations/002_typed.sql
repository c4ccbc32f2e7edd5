-- What is being typed outside a visit is there again after a lock; and a list tells two people of
-- one name apart by the day they were born on.
create table typed (
    place text primary key,
    written text not null
) strict, without rowid;

alter table person add column born text;

-- The tables for reading are made anew from the log when the store is next opened.
insert or replace into meta (name, value) values ('is to rebuild', x'01');
