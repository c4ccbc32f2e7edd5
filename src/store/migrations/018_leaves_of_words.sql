-- A page of the encrypted database has 80 bytes less for rows, so a leaf of the index of words as long as
-- usual would take two. New ones take one; those before become new as they are brought together.
insert into word (word, rank) values ('pgsz', 3970);
