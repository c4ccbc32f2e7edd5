-- Pieces that the server will not take, whatever happens: they are kept and told, and not sent again while
-- its epoch lasts.
create table piece_refused (
    piece blob primary key
) strict, without rowid;
