-- What is being written, sealed, until it is kept or let go: a lost phone then costs little.
create table draft (
    team blob not null,
    device blob not null,
    name blob not null,
    number integer not null,
    at integer not null,
    bytes blob not null,
    primary key (team, device, name)
) strict, without rowid;
