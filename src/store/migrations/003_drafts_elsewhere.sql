-- So that a lost phone costs little, the server keeps what is being written, sealed. What it has of
-- this phone, and what it has of the same worker's other phones.
create table draft_sent (
    visit blob primary key,
    number integer not null,
    saved_at integer not null
) strict, without rowid;

create table draft_elsewhere (
    device blob not null,
    visit blob not null,
    written text not null,
    saved_at integer not null,
    primary key (device, visit)
) strict, without rowid;
