-- The index of words brings its parts together when the phone is at rest, not while somebody waits for a
-- save. Only with very many of them it does so at once.
insert into word (word, rank) values ('automerge', 0);
insert into word (word, rank) values ('usermerge', 8);
insert into word (word, rank) values ('crisismerge', 256);
