-- Whom this phone has suggested today: no more than a few people come up on one day.
create table suggested (
    day text not null,
    person blob not null,
    primary key (day, person)
) strict, without rowid;
