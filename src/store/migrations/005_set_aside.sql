-- Entries that the server will not take are set aside, and not sent again until its book has grown.
alter table entry add column is_refused integer not null default 0;

-- Frames in which an erased change was met: a lead has to name them too.
create table stray (
    frame integer primary key
) strict;
