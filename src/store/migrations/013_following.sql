-- The scopes that this phone follows, where it does not follow all. Of one that is fetched still, all of
-- its frames up to that position are here; of the others, all up to the cursor.
create table follow (
    scope blob primary key,
    fetched_to integer
) strict, without rowid;

-- Whose records were opened on this phone, and when last.
create table opened (
    person blob primary key,
    at integer not null
) strict, without rowid;
