-- Keyrings that inviters left sealed for newcomers: in a file of their own, which no backup takes,
-- because whoever had a link and such a row would have the team's keys.

create table links.link (
    team blob not null,
    invitation blob not null check (length(invitation) = 16),
    ends_at integer not null,
    -- Overwritten and then null once it was used, withdrawn or has expired.
    keyring blob,
    primary key (team, invitation)
) strict;
