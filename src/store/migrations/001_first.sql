-- The log, its heads, the frames it travels in, the team's book; and the tables for reading, which
-- may be dropped and rebuilt from the log at any time.

create table meta (
    name text primary key,
    value blob not null
) strict, without rowid;

-- The team's book. `is_received` says that the server has given a receipt in the present epoch.
create table entry (
    id blob primary key,
    bytes blob not null,
    signature blob not null,
    is_received integer not null
) strict, without rowid;

-- `signature_is`: 0 not yet checked, 1 good, 2 bad (then it is kept, and counts for nothing).
create table change (
    n integer primary key,
    id blob not null unique,
    scope blob not null,
    kind integer not null,
    thing blob not null,
    at integer not null,
    bytes blob not null,
    signature blob not null,
    signature_is integer not null,
    is_sealed integer not null
) strict;
create index change_of_scope on change (scope);
create index change_of_thing on change (thing);
create index change_unsealed on change (n) where is_sealed = 0;
create index change_unchecked on change (n) where signature_is = 0;

create table head (
    kind integer not null,
    thing blob not null,
    field integer not null,
    change integer not null,
    primary key (kind, thing, field, change)
) strict, without rowid;

create table replaced (
    kind integer not null,
    thing blob not null,
    field integer not null,
    change blob not null,
    primary key (kind, thing, field, change)
) strict, without rowid;

-- `position` is null until the server of the present epoch has given a receipt.
-- `state`: 0 whole, 1 set aside because it could not be applied, 2 erased (then without bytes),
-- 3 handed in by a removed device, for the server to hold.
create table frame (
    n integer primary key,
    id blob not null unique,
    scope blob not null,
    bytes blob not null,
    position integer,
    state integer not null,
    why_set_aside text
) strict;
create index frame_unsent on frame (n) where position is null;
create index frame_of_scope on frame (scope);

create table frame_change (
    change integer not null,
    frame integer not null,
    primary key (change, frame)
) strict, without rowid;
create index change_in_frame on frame_change (frame);

-- Frames that the server holds back: their sender had been removed.
create table held (
    id blob primary key,
    bytes blob not null,
    device blob not null,
    at integer not null
) strict, without rowid;

-- Tables of this phone alone.
create table draft (
    visit blob primary key,
    person blob,
    written text not null,
    saved_at integer not null
) strict, without rowid;

create table put_aside (
    person blob not null,
    why text not null,
    -- null: for ever; a day: not before it; and `contact_at`: until a contact later than this
    until text,
    contact_at integer,
    primary key (person, why)
) strict, without rowid;

-- Tables for reading.
create table person (
    id blob primary key,
    given_name text not null,
    family_name text not null,
    preferred_name text not null,
    worker blob,
    cover blob,
    rhythm_days integer,
    rhythm_words text not null,
    telephone text not null,
    next_contact_on text,
    next_contact_how text,
    last_contact_at integer
) strict, without rowid;

create table visit (
    n integer primary key,
    id blob not null unique,
    person blob not null,
    at integer not null,
    place text not null
) strict;
create index visit_of_person on visit (person, at);

create table promise (
    id blob primary key,
    person blob not null,
    visit blob,
    text text not null,
    by_worker integer not null,
    on_day text,
    became text
) strict, without rowid;
create index promise_of_person on promise (person);
create index promise_of_visit on promise (visit);

-- Goals, risks, amendments: which things a person has.
create table part (
    person blob not null,
    kind integer not null,
    id blob not null,
    primary key (person, kind, id)
) strict, without rowid;

create table two_versions (
    person blob not null,
    kind integer not null,
    thing blob not null,
    field integer not null,
    primary key (person, kind, thing, field)
) strict, without rowid;

create index part_by_id on part (kind, id);
create index two_versions_of on two_versions (kind, thing);

-- The row's number grows with the visit's time, so the newest comes first without sorting.
create virtual table word using fts5 (
    text,
    content = '',
    contentless_delete = 1,
    tokenize = 'unicode61 remove_diacritics 2',
    prefix = '2 3'
);
insert into word (word, rank) values ('secure-delete', 1);
