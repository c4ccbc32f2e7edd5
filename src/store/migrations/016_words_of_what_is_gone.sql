-- A row that is taken out of the index of words is only marked as gone, and its words stay until parts of
-- the index are brought together. Those of what was erased before go now.
insert into word (word) values ('optimize');
