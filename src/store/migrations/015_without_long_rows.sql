-- What every round asks and what the top of every page says is answered without reading rows that have long
-- bytes in them: whether all that the server has is here, and whether anything is set aside. Positions only
-- grow, so the first is written at its end; there is hardly ever anything in the second.
create index frame_received on frame (position, id, scope, state)
    where state < 2 and position is not null;
create index change_bad on change (n) where signature_is = 2;
