-- Photos of letters travel beside the log, in pieces: sealed as they lie here, known by the hash of their
-- bytes, each sent and fetched by itself. `received_to`: the server has it in this epoch, and the last
-- frame that it had then stands there; a backup that reaches further holds the piece too.
create table piece (
    n integer primary key,
    id blob not null unique,
    scope blob not null,
    received_to integer,
    bytes blob not null
) strict;
create index piece_unsent on piece (n) where received_to is null;

-- Photos that somebody opened on this phone before they were here.
create table attachment_asked (
    attachment blob primary key
) strict, without rowid;

-- For reading: whose photos there are, and of which pieces, so that what is to be fetched is found
-- without opening any.
create table attachment (
    id blob primary key,
    person blob not null,
    at integer not null,
    n_bytes integer not null
) strict, without rowid;
create index attachment_of_person on attachment (person, at);

create table piece_of (
    attachment blob not null,
    n integer not null,
    piece blob not null,
    primary key (attachment, n)
) strict, without rowid;
create index piece_of_by_piece on piece_of (piece);

-- The tables for reading are made anew from the log when the store is next opened.
insert or replace into meta (name, value) values ('is to rebuild', x'01');
