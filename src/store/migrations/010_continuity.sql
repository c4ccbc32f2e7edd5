-- Cover ends with its day.
alter table person add column cover_until text;

-- Letters from one worker to another, so that the days planned in them are found without opening
-- every one.
create table handover (
    id blob primary key,
    person blob not null,
    worker blob,
    accepted_on text,
    goodbye_on text,
    hello_on text
) strict, without rowid;
create index handover_of_person on handover (person);

-- Links between cards of one person that are not undone.
create table joined (
    id blob primary key,
    one blob not null,
    other blob not null
) strict, without rowid;
create index joined_one on joined (one);
create index joined_other on joined (other);

-- The tables for reading are made anew from the log when the store is next opened.
insert or replace into meta (name, value) values ('is to rebuild', x'01');
