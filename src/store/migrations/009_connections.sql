-- Whom to ask how it went, and how many are on their way to one place, is read without opening every
-- thread there ever was. A thread of which two things are said is open while one of them is.
create table connection (
    id blob primary key,
    person blob not null,
    service blob,
    on_day text,
    is_open integer not null
) strict, without rowid;
create index connection_open on connection (on_day) where is_open = 1;
create index connection_to_service on connection (service) where is_open = 1;

-- The tables for reading are made anew from the log when the store is next opened.
insert or replace into meta (name, value) values ('is to rebuild', x'01');
