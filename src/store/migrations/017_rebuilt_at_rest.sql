-- After an update tables for reading are made anew from the log while the app is used, scope after scope in
-- this order; in the one that was begun, up to that thing. Until its turn comes a scope stands in them as it
-- did, so a migration that changes their form leaves rows that can still be read.
create table to_rebuild (
    n integer primary key,
    scope blob not null unique,
    done_kind integer,
    done_thing blob
) strict;
