-- How far the last backup reaches that was read back and found whole, so that phones can be told
-- what would survive the loss of this disk. It counts only while the team's epoch is this one.
create table durable (
    team blob primary key check (length(team) = 16),
    epoch blob not null check (length(epoch) = 16),
    position integer not null,
    -- Of the backup, not of the reading back.
    made_at integer not null
) strict, without rowid;
